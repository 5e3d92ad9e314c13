import { createServer } from 'node:http';
import { MockAgent } from 'undici';
import { expect, test } from 'vitest';
import { ask, httpSettings } from './http.ts';

function line(location: string) {
  const agent = new MockAgent();
  agent.disableNetConnect();
  agent
    .get('http://crl.example.vn')
    .intercept({ path: '/root.crl' })
    .reply(302, '', { headers: { location } });
  const list = { path: '/list' };
  for (const origin of ['http://crl2.example.vn', new URL(location).origin])
    agent.get(origin).intercept(list).reply(200, 'list');
  return ask(
    { url: 'http://crl.example.vn/root.crl' },
    { timeLimit: 5000, largestAnswer: 1000, dispatcher: async () => agent },
  );
}

test.each([
  'http://127.0.0.1:8080/list',
  'http://localhost/list',
  'http://10.1.2.3/list',
  'http://192.168.1.1/list',
  'http://[::1]/list',
  'http://[::ffff:127.0.0.1]/list',
  'http://[fd00::1]/list',
])('who stands on the line to an authority cannot send our question to %s', async (inside) => {
  await expect(line(inside)).rejects.toMatchObject({ reason: 'redirect inside' });
});

test('a list that has moved to another public address is fetched there', async () => {
  expect(Buffer.from(await line('http://crl2.example.vn/list')).toString()).toBe('list');
});

test('an authority behind plain HTTP is asked for at the proxy itself, which opens no tunnel to port 80', async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end('answer');
  });
  proxy.on('connect', (_, socket) => {
    asked.push('CONNECT');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as { port: number };
  const settings = httpSettings({ proxy: `http://127.0.0.1:${port}` });
  try {
    const question = { url: 'http://tsa.example.vn/tsa', body: new Uint8Array([1]) };
    expect(Buffer.from(await ask(question, settings)).toString()).toBe('answer');
    await expect(ask({ ...question, url: 'https://tsa.example.vn/tsa' }, settings)).rejects.toThrow();
    expect(asked).toEqual(['POST http://tsa.example.vn/tsa', 'CONNECT']);
  } finally {
    await (await settings.dispatcher()).destroy();
    proxy.close();
  }
});
