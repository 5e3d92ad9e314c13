import { expect, test } from 'vitest';
import type { SiteProfile } from '../../shared/profile/schema.ts';
import { checkFileAddress } from './address-rules.ts';
import { nameWithExtension } from './server-name.ts';

const profile = {
  filesFrom: [
    'https://files.example.vn/*',
    'http://10.1.2.3/*',
    'http://127.0.0.1/*',
    'https://fd.example.vn/*',
    'https://10.example.vn/*',
  ],
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
  ['a host that only begins like a local one', 'https://fd.example.vn/f', 'https://qlvb.example.vn', true],
  ['another that begins with a number', 'https://10.example.vn/f', 'https://qlvb.example.vn', true],
  ['no address', 'tệp', 'https://qlvb.example.vn', false],
])('%s', (_, address, origin, good) => {
  expect(allowed(address, origin)).toBe(good);
});

test.each([
  ['so-lieu.xlsx', 'attachment; filename="khac.bin"', 'application/octet-stream', 'so-lieu.xlsx'],
  ['Phụ lục I', 'attachment; filename="phu-luc-1.pdf"', 'application/pdf', 'phu-luc-1.pdf'],
  ['Phụ lục I', "attachment; filename*=UTF-8''Ph%E1%BB%A5%20l%E1%BB%A5c.docx", 'text/plain', 'Phụ lục.docx'],
  ['Phụ lục I', 'inline; filename="..\\\\..\\\\a.doc"', 'application/msword', 'a.doc'],
  [
    'Phụ lục I',
    'attachment; filename=C\u00c3\u00b4ng v\u00c4\u0083n 15.pdf',
    'text/plain',
    'Công văn 15.pdf',
  ],
  ['Phụ lục I', 'attachment; filename="=?UTF-8?B?Q8O0bmcucGRm?="', 'text/plain', 'Công.pdf'],
  ['Phụ lục I', 'attachment; filename=C%C3%B4ng.pdf; size=3', 'text/plain', 'Công.pdf'],
  ['Phụ lục I', '', 'application/pdf; charset=binary', 'Phụ lục I.pdf'],
  ['Phụ lục I', 'attachment', 'application/octet-stream', 'Phụ lục I'],
])('a file printed as %s and sent with “%s” (%s) is called %s', (printed, disposition, type, expected) => {
  const headers = new Headers();
  headers.set('content-type', type);
  if (disposition !== '') headers.set('content-disposition', disposition);
  expect(nameWithExtension(printed, headers)).toBe(expected);
});

test.each([
  'http://localhost./f',
  'http://[::ffff:127.0.0.1]/f',
  'http://[::127.0.0.1]/f',
  'http://[64:ff9b::10.0.0.1]/f',
  'http://[fec0::1]/f',
  'http://[fd00::1]/f',
  'http://0177.0.0.1/f',
  'http://１２７.0.0.1/f',
  'http://2130706433/f',
  'http://192.168.1.1/f',
  'http://100.64.0.1/f',
  'http://0x7f.1/f',
])('a profile that names every host does not open %s to a public page', (address) => {
  const everywhere = { filesFrom: ['http://*/*'] };
  const origin = 'https://qlvb.example.vn';
  expect(() => checkFileAddress('http://files.example.vn/f', origin, everywhere)).not.toThrow();
  expect(() => checkFileAddress(address, origin, everywhere)).toThrow();
});

test('what names no host is told by its kind: the sentence has no blank in it', () => {
  const refuse = () => checkFileAddress('file:///etc/passwd', 'https://qlvb.example.vn', profile);
  expect(refuse).toThrow(expect.objectContaining({ details: { host: 'file:' } }));
});
