import { request as httpRequest } from 'node:http';
import { connect as connectTcp } from 'node:net';
import { describe, expect, it } from 'vitest';
import { CHANNEL_PATH, PAIRING_PATH } from '../../shared/protocol/limits.ts';
import { FIREFOX_ORIGIN, newRig } from './channel-raw.ts';
import { EXTENSION_ORIGIN, startRig } from './channel-rig.ts';

/** Sends raw upgrade headers and gives the status line's number and all headers of the answer. */
async function upgrade(
  port: number,
  lines: string[],
  path = CHANNEL_PATH,
): Promise<{ status: number; answer: string }> {
  return await new Promise((resolve, reject) => {
    const socket = connectTcp(port, '127.0.0.1', () => {
      socket.write(
        [
          `GET ${path} HTTP/1.1`,
          ...lines,
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==',
          '',
          '',
        ].join('\r\n'),
      );
    });
    socket.once('data', (bytes) => {
      const answer = String(bytes);
      resolve({ status: Number(answer.split(' ')[1]), answer });
      socket.destroy();
    });
    socket.on('error', reject);
  });
}

describe('upgrade: who may knock', () => {
  const good = (port: number) => [`Host: 127.0.0.1:${port}`, `Origin: ${EXTENSION_ORIGIN}`];

  it('lets the extension itself through, so that the refusals below mean something', async () => {
    const { listener } = await newRig();
    expect((await upgrade(listener.port, good(listener.port))).status).toBe(101);
  });

  it.each([
    ['DNS rebinding: a name of the attacker', (port: number) => [`Host: evil.example:${port}`]],
    ['the name localhost instead of the address', (port: number) => [`Host: localhost:${port}`]],
    ['the address without its port', () => ['Host: 127.0.0.1']],
    ['another port of the address', (port: number) => [`Host: 127.0.0.1:${port + 1}`]],
    ['another spelling of the address', (port: number) => [`Host: 127.1:${port}`]],
    ['the IPv6 loopback', (port: number) => [`Host: [::1]:${port}`]],
    [
      'two Host headers, the right one first',
      (port: number) => [`Host: 127.0.0.1:${port}`, 'Host: evil.example'],
    ],
  ])('refuses a wrong Host: %s', async (_, host) => {
    const rig = await newRig();
    const { port } = rig.listener;
    const { status, answer } = await upgrade(port, [...host(port), `Origin: ${EXTENSION_ORIGIN}`]);
    expect(status === 403 || status === 400).toBe(true);
    expect(answer.toLowerCase()).not.toContain('access-control');
    if (status === 403) expect(rig.codes()).toContain('CHANNEL_HOST_REFUSED');
  });

  it.each([
    ['none at all', []],
    ['null, as a sandboxed frame or a file sends it', ['Origin: null']],
    ['a web page of the agency', ['Origin: https://qlvb.example.vn']],
    ['a page on loopback', ['Origin: http://127.0.0.1:8080']],
    ['another extension', [`Origin: chrome-extension://${'p'.repeat(32)}`]],
    ['our id with something behind it', [`Origin: ${EXTENSION_ORIGIN}.evil.example`]],
    ['our id in capitals', [`Origin: ${EXTENSION_ORIGIN.toUpperCase()}`]],
    ['a Firefox extension that was never paired', [`Origin: ${FIREFOX_ORIGIN}`]],
    ['two origins', [`Origin: ${EXTENSION_ORIGIN}`, 'Origin: https://evil.example']],
  ])('refuses a wrong Origin: %s', async (_, origin) => {
    const rig = await newRig();
    const { port } = rig.listener;
    const { status, answer } = await upgrade(port, [`Host: 127.0.0.1:${port}`, ...origin]);
    expect(status).toBe(403);
    expect(answer.toLowerCase()).not.toContain('access-control');
    expect(rig.codes()).toEqual(['CHANNEL_ORIGIN_REFUSED']);
  });

  it('refuses a web page on the pairing path too', async () => {
    const rig = await newRig();
    rig.desk.start();
    const { port } = rig.listener;
    const lines = [`Host: 127.0.0.1:${port}`, 'Origin: https://evil.example'];
    expect((await upgrade(port, lines, PAIRING_PATH)).status).toBe(403);
  });

  it('refuses another path', async () => {
    const { listener } = await newRig();
    expect((await upgrade(listener.port, good(listener.port), '/')).status).toBe(404);
    expect((await upgrade(listener.port, good(listener.port), '/kygui/2')).status).toBe(404);
  });

  it.each(['GET', 'POST', 'OPTIONS'])(
    'answers plain %s with an empty 404 and no CORS header',
    async (method) => {
      const { listener } = await newRig();
      const { status, headers, body } = await new Promise<{
        status: number | undefined;
        headers: string[];
        body: string;
      }>((resolve, reject) => {
        const asked = httpRequest(
          {
            port: listener.port,
            host: '127.0.0.1',
            method,
            path: CHANNEL_PATH,
            headers: { Origin: 'https://evil.example', 'Access-Control-Request-Private-Network': 'true' },
          },
          (response) => {
            let text = '';
            response.on('data', (piece) => {
              text += piece;
            });
            response.on('end', () =>
              resolve({ status: response.statusCode, headers: Object.keys(response.headers), body: text }),
            );
          },
        );
        asked.on('error', reject);
        asked.end();
      });
      expect(status).toBe(404);
      expect(body).toBe('');
      expect(headers.filter((name) => name.startsWith('access-control'))).toEqual([]);
    },
  );

  it('listens on 127.0.0.1 alone', async () => {
    const { listener } = await newRig();
    const reached = await new Promise<boolean>((resolve) => {
      const socket = connectTcp(listener.port, '::1', () => resolve(true));
      socket.on('error', () => resolve(false));
    });
    expect(reached).toBe(false);
  });

  it('says which code when its port is taken', async () => {
    const { listener } = await newRig();
    await expect(startRig({ port: listener.port })).rejects.toMatchObject({
      code: 'CHANNEL_PORT_IN_USE',
      details: { port: listener.port },
    });
  });
});
