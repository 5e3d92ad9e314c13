import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { createVxpTransport } from '../../bridge/axis/vxp/vxp-transport.ts';
import { outgoing, testLetter } from '../sandbox/axis/letters.ts';

/** Servers that never fall silent and never come to an end, and lines that are slow and do. */
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';
const EVERY_MS = 100;

/** What a server writes for ever, a piece at a time, behind what it begins with. */
const DRIPS: Readonly<Record<string, { begins: string; on: string }>> = {
  'its headers': { begins: HEAD, on: 'X-A: b\r\n' },
  'white space before its JSON': { begins: `${HEAD}Content-Length: 9000000\r\n\r\n`, on: ' ' },
  'a text within its JSON': {
    begins: `${HEAD}Content-Length: 9000000\r\n\r\n{"status":"OK","data":"`,
    on: 'A',
  },
  'the extension of a chunk': { begins: `${HEAD}Transfer-Encoding: chunked\r\n\r\n5;a=`, on: 'b' },
};

async function listening(server: Server | ReturnType<typeof createSocketServer>): Promise<string> {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function dripping({ begins, on }: { begins: string; on: string }): Promise<string> {
  const sockets = new Set<Socket>();
  const server = createSocketServer((socket) => {
    sockets.add(socket);
    let drip: NodeJS.Timeout | undefined;
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drip);
      sockets.delete(socket);
    });
    socket.on('data', (asked: Buffer) => {
      if (drip) return;
      if (/^expect: 100-continue\r$/imu.test(asked.toString('latin1'))) {
        socket.write('HTTP/1.1 100 Continue\r\n\r\n');
        return;
      }
      socket.write(begins);
      drip = setInterval(() => socket.write(on), EVERY_MS);
    });
  });
  const endpoint = await listening(server);
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return endpoint;
}

function transport(endpoint: string, requestTimeoutMs = 1500) {
  const made = createVxpTransport({
    endpoint,
    systemId: 'test.system.01',
    secret: 'not-a-real-secret',
    connectTimeoutMs: 1500,
    requestTimeoutMs,
  });
  ends.unshift(() => made.close());
  return made;
}
const letter = () => outgoing(testLetter({ from: 'H99.01', to: ['H99.02'] }), 'H99.01', ['H99.02']);
async function sizeOf(pieces: AsyncIterable<Uint8Array>): Promise<number> {
  let size = 0;
  for await (const piece of pieces) size += piece.length;
  return size;
}
const SLOW = { code: 'AXIS_TIMEOUT' };

describe.each(Object.entries(DRIPS))('a server that gives out %s, a little now and then', (_, drip) => {
  test('ends a call, a package and the directory with the word that it is too slow', async () => {
    const axis = transport(await dripping(drip));
    const directory = async () => {
      for await (const unit of axis.directory()) expect(unit).toBeUndefined();
    };
    await Promise.all([
      expect(axis.list('edoc')).rejects.toMatchObject(SLOW),
      expect(axis.acknowledge('1', 'done')).rejects.toMatchObject(SLOW),
      expect(sizeOf(axis.fetch('1'))).rejects.toMatchObject(SLOW),
      expect(directory()).rejects.toMatchObject(SLOW),
    ]);
  }, 60_000);

  test('leaves what was sent in doubt', async () => {
    const axis = transport(await dripping(drip));
    await expect(axis.send(letter())).rejects.toMatchObject({
      code: 'AXIS_OUTCOME_UNKNOWN',
      details: { outcome: 'unknown', reason: 'AXIS_TIMEOUT' },
    });
  }, 60_000);
});

test('a package over a slow line comes whole, longer as it takes than any other reply may', async () => {
  const piece = 'QUJD'.repeat(1200);
  const pieces = 40;
  const server = createServer((incoming: IncomingMessage, response: ServerResponse) => {
    incoming.resume();
    response.write('{"status":"OK","ErrorCode":"0","data":"');
    let left = pieces;
    const slow = setInterval(() => {
      response.write(piece);
      left -= 1;
      if (left > 0) return;
      clearInterval(slow);
      response.end('"}');
    }, 300);
    response.on('close', () => clearInterval(slow));
  });
  const endpoint = await listening(server);
  ends.push(() => server.close());
  expect(await sizeOf(transport(endpoint).fetch('1'))).toBe((piece.length / 4) * 3 * pieces);
}, 60_000);

test('replies that are not read give their connections back', async () => {
  let asked = 0;
  const server = createServer((incoming, response) => {
    incoming.resume();
    asked += 1;
    // A body without an end: a connection whose reply was left lying would never be free again.
    response.writeHead(302, { Location: 'https://login.example.vn/' }).write('<html>');
  });
  const endpoint = await listening(server);
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const axis = transport(endpoint, 300_000);
  for (let call = 0; call < 12; call += 1)
    await expect(axis.list('edoc')).rejects.toMatchObject({ code: 'AXIS_REDIRECT' });
  expect(asked).toBe(12);
}, 60_000);
