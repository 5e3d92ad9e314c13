import { describe, expect, test } from 'vitest';
import { proxyFor } from './connection.ts';

describe('the proxy of the environment', () => {
  const environment = {
    http_proxy: 'http://proxy.example.vn:8080',
    HTTPS_PROXY: 'http://secure.example.vn:8080',
    no_proxy: 'truc.example.vn, .noi-bo.example.vn,*.mien.example.vn,10.0.0.8:8080',
  };
  test.each([
    ['http://axis.example.vn', 'http://proxy.example.vn:8080'],
    ['https://axis.example.vn', 'http://secure.example.vn:8080'],
    ['http://truc.example.vn:8280', undefined],
    ['http://a.truc.example.vn', undefined],
    ['http://a.noi-bo.example.vn', undefined],
    ['http://a.mien.example.vn', undefined],
    ['http://10.0.0.8:8080', undefined],
    ['http://127.0.0.1:3000', undefined],
    ['http://localhost:3000', undefined],
    ['http://khong-truc.example.vn', 'http://proxy.example.vn:8080'],
  ])('for %s is %s', (origin, proxy) => {
    expect(proxyFor('environment', origin, environment)).toBe(proxy);
  });

  test('is not looked at unless asked for', () => {
    expect(proxyFor(undefined, 'http://axis.example.vn', environment)).toBeUndefined();
    expect(proxyFor('http://own.example.vn', 'http://127.0.0.1', environment)).toBe('http://own.example.vn');
    expect(
      proxyFor('environment', 'https://axis.example.vn', { http_proxy: 'http://x.example.vn' }),
    ).toBeUndefined();
  });
});
