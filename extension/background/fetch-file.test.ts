import { expect, test } from 'vitest';
import type { SiteProfile } from '../../shared/profile/schema.ts';
import { checkFileAddress } from './fetch-file.ts';

const profile = {
  filesFrom: ['https://files.example.vn/*', 'http://10.1.2.3/*', 'http://127.0.0.1/*'],
} as SiteProfile;
const allowed = (address: string, origin: string): boolean => {
  try {
    checkFileAddress(address, origin, profile);
    return true;
  } catch (failure) {
    expect((failure as { code?: string }).code).toBe('SITE_ADDRESS_REFUSED');
    return false;
  }
};

test.each([
  ['a file of the page itself', 'https://qlvb.example.vn/f?id=1', 'https://qlvb.example.vn', true],
  ['a host that the profile names', 'https://files.example.vn/a.pdf', 'https://qlvb.example.vn', true],
  ['a page of the private network, its own host', 'http://10.1.2.3/a.pdf', 'http://10.1.2.9', true],
  ['another port of the same host', 'https://qlvb.example.vn:8443/f', 'https://qlvb.example.vn', false],
  ['another host', 'https://evil.example/f', 'https://qlvb.example.vn', false],
  ['the loopback, named or not', 'http://127.0.0.1:9000/f', 'https://qlvb.example.vn', false],
  ['the private network from a public page', 'http://10.1.2.3/f', 'https://qlvb.example.vn', false],
  ['a log-in in the address', 'https://a:b@qlvb.example.vn/f', 'https://qlvb.example.vn', false],
  ['a local file', 'file:///etc/passwd', 'https://qlvb.example.vn', false],
  ['a page of the extension', 'chrome-extension://abc/x', 'https://qlvb.example.vn', false],
  ['no address', 'tệp', 'https://qlvb.example.vn', false],
])('%s', (_, address, origin, good) => {
  expect(allowed(address, origin)).toBe(good);
});
