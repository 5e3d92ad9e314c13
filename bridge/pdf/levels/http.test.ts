import { MockAgent } from 'undici';
import { expect, test } from 'vitest';
import { ask } from './http.ts';

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
