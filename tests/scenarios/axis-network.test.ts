/** @needs openssl */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect as connectSocket, createServer as createSocketServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { AxisTransport } from '../../bridge/axis/transport.ts';
import { createVxpTransport, type VxpOptions } from '../../bridge/axis/vxp/vxp-transport.ts';
import { outgoing, testLetter } from '../sandbox/axis/letters.ts';

/** The line itself: TLS, proxies, names, servers that answer before they should or never. */
const run = promisify(execFile);
let folder = '';
const servers: { close(done?: () => void): unknown; closeAllConnections?(): void }[] = [];
const opened: AxisTransport[] = [];
const OK = JSON.stringify({ status: 'OK', ErrorCode: '0', ErrorDesc: 'Thanh cong', DocId: 'abc', data: [] });

function transport(endpoint: string, more: Partial<VxpOptions> = {}): AxisTransport {
  const made = createVxpTransport({
    endpoint,
    systemId: 'test.system.01',
    secret: 'not-a-real-secret',
    connectTimeoutMs: 800,
    requestTimeoutMs: 1500,
    ...more,
  });
  opened.push(made);
  return made;
}
const letter = (bytes = 200_000) =>
  outgoing(testLetter({ from: 'H99.01', to: ['H99.02'], file: Buffer.alloc(bytes) }), 'H99.01', ['H99.02']);

async function listen(server: Server | ReturnType<typeof createSocketServer>): Promise<number> {
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return (server.address() as AddressInfo).port;
}
async function drain(incoming: IncomingMessage): Promise<number> {
  let size = 0;
  for await (const piece of incoming) size += (piece as Buffer).length;
  return size;
}
async function answerOk(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  await drain(incoming);
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(OK);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-network-'));
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'key.pem'];
  await run('openssl', ['req', '-x509', ...key, '-out', 'cert.pem', '-days', '2', ...subject], {
    cwd: folder,
  });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
  for (const server of servers.splice(0)) {
    server.closeAllConnections?.();
    server.close();
  }
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('TLS', () => {
  async function tlsAxis(): Promise<{ endpoint: string; ca: string }> {
    const ca = await readFile(join(folder, 'cert.pem'), 'utf8');
    const server = createTlsServer({ key: await readFile(join(folder, 'key.pem')), cert: ca }, answerOk);
    return { endpoint: `https://localhost:${await listen(server)}`, ca };
  }
  test('a certificate that nobody vouches for: nothing is sent', async () => {
    const { endpoint } = await tlsAxis();
    await expect(transport(endpoint).list('edoc')).rejects.toMatchObject({ code: 'AXIS_TLS' });
    await expect(transport(endpoint).send(letter())).rejects.toMatchObject({
      code: 'AXIS_TLS',
      details: { outcome: 'not-sent', reason: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
    });
  });
  test('a certificate given in the settings is trusted', async () => {
    const { endpoint, ca } = await tlsAxis();
    expect(await transport(endpoint, { ca }).list('edoc')).toEqual([]);
    expect((await transport(endpoint, { ca }).send(letter())).docId).toBe('abc');
  });
  test('plain HTTP where TLS was expected', async () => {
    const port = await listen(createServer(answerOk));
    await expect(transport(`https://localhost:${port}`).send(letter())).rejects.toMatchObject({
      code: 'AXIS_TLS',
      details: { outcome: 'not-sent' },
    });
  });
});

describe('proxy', () => {
  /** A plain forwarding and tunnelling proxy that wants a name and a password. */
  async function proxy(): Promise<{ port: number; seen: string[] }> {
    const seen: string[] = [];
    const allowed = (incoming: IncomingMessage) =>
      incoming.headers['proxy-authorization'] === `Basic ${Buffer.from('mau:mau').toString('base64')}`;
    const server = createServer((incoming, response) => {
      seen.push(`${incoming.method} ${incoming.url}`);
      if (!allowed(incoming)) {
        incoming.resume();
        response.writeHead(407).end('no');
        return;
      }
      const { 'proxy-authorization': _, ...headers } = incoming.headers;
      const onward = request(incoming.url ?? '', { method: incoming.method, headers }, (reply) => {
        response.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(response);
      });
      incoming.pipe(onward);
    });
    server.on('connect', (incoming, socket, head) => {
      seen.push(`CONNECT ${incoming.url}`);
      if (!allowed(incoming)) {
        socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
        return;
      }
      const [host, port] = (incoming.url ?? '').split(':');
      const onward = connectSocket(Number(port), host, () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
        onward.write(head);
        onward.pipe(socket).pipe(onward);
      });
      onward.on('error', () => socket.destroy());
      socket.on('error', () => onward.destroy());
    });
    return { port: await listen(server), seen };
  }

  test('a plain endpoint is reached through it, uploads too', async () => {
    const { port, seen } = await proxy();
    const endpoint = `http://127.0.0.1:${await listen(createServer(answerOk))}/adapter`;
    const through = transport(endpoint, { proxy: `http://mau:mau@127.0.0.1:${port}` });
    expect(await through.list('edoc')).toEqual([]);
    expect((await through.send(letter())).docId).toBe('abc');
    expect(seen).toEqual([`POST ${endpoint}/getReceivedEdocList`, `POST ${endpoint}/sendEdoc`]);
  });

  test('a TLS endpoint is reached through a tunnel', async () => {
    const { port, seen } = await proxy();
    const ca = await readFile(join(folder, 'cert.pem'), 'utf8');
    const axis = createTlsServer({ key: await readFile(join(folder, 'key.pem')), cert: ca }, answerOk);
    const axisPort = await listen(axis);
    const through = transport(`https://localhost:${axisPort}`, {
      ca,
      proxy: `http://mau:mau@127.0.0.1:${port}`,
    });
    expect(await through.list('edoc')).toEqual([]);
    expect((await through.send(letter())).docId).toBe('abc');
    expect(new Set(seen)).toEqual(new Set([`CONNECT localhost:${axisPort}`]));
  });

  test('a proxy that wants a password says so, and nothing is sent', async () => {
    const { port } = await proxy();
    const proxied = { proxy: `http://127.0.0.1:${port}` };
    const endpoint = `http://127.0.0.1:${await listen(createServer(answerOk))}`;
    await expect(transport(endpoint, proxied).list('edoc')).rejects.toMatchObject({ code: 'AXIS_PROXY' });
    await expect(transport(endpoint, proxied).send(letter())).rejects.toMatchObject({
      code: 'AXIS_PROXY',
      details: { outcome: 'not-sent' },
    });
    await expect(transport('https://localhost:9', proxied).send(letter())).rejects.toMatchObject({
      code: 'AXIS_PROXY',
      details: { outcome: 'not-sent' },
    });
  });
});

describe('names and sockets', () => {
  test('a name that does not exist', async () => {
    await expect(transport('http://khong-co.invalid').send(letter())).rejects.toMatchObject({
      code: 'AXIS_NAME_UNKNOWN',
      details: { outcome: 'not-sent' },
    });
  });

  test('a socket that opens and never speaks', async () => {
    const port = await listen(createSocketServer(() => undefined));
    await expect(transport(`http://127.0.0.1:${port}`).list('edoc')).rejects.toMatchObject({
      code: 'AXIS_TIMEOUT',
    });
    await expect(transport(`http://127.0.0.1:${port}`).send(letter(10))).rejects.toMatchObject({
      code: 'AXIS_OUTCOME_UNKNOWN',
    });
  });

  test('a server that speaks something else than HTTP', async () => {
    const port = await listen(
      createSocketServer((socket) => {
        socket.once('data', () => socket.write('220 mail.example.vn ESMTP\r\n'));
      }),
    );
    await expect(transport(`http://127.0.0.1:${port}`).list('edoc')).rejects.toMatchObject({
      code: 'AXIS_REPLY_INVALID',
    });
  });
});

describe('uploads', () => {
  test('a server that refuses before the body gets none of it', async () => {
    let received = 0;
    const server = createServer(answerOk);
    server.on('checkContinue', (incoming: IncomingMessage, response: ServerResponse) => {
      incoming.on('data', (piece: Buffer) => {
        received += piece.length;
      });
      response
        .writeHead(200, { 'Content-Type': 'application/json', Connection: 'close' })
        .end(JSON.stringify({ status: 'FAIL', ErrorCode: '15', ErrorDesc: 'Sai SystemId' }));
    });
    const port = await listen(server);
    await expect(transport(`http://127.0.0.1:${port}`).send(letter())).rejects.toMatchObject({
      code: 'AXIS_CREDENTIALS',
      details: { outcome: 'refused' },
    });
    expect(received).toBe(0);
  });

  test('a server that answers in mid-body ends the upload', async () => {
    const server = createServer((incoming, response) => {
      incoming.once('data', () => {
        incoming.pause();
        response
          .writeHead(413, { 'Content-Type': 'text/html', Connection: 'close' })
          .end('<html>413 Request Entity Too Large</html>');
      });
    });
    const port = await listen(server);
    await expect(transport(`http://127.0.0.1:${port}`).send(letter(20_000_000))).rejects.toMatchObject({
      code: 'AXIS_SIZE_REFUSED',
      details: { outcome: 'not-sent', status: 413 },
    });
  });

  test.each([
    [400, 'AXIS_HTTP', 'not-sent'],
    [401, 'AXIS_CREDENTIALS', 'not-sent'],
    [404, 'AXIS_OPERATION_MISSING', 'not-sent'],
    [408, 'AXIS_OUTCOME_UNKNOWN', 'unknown'],
    [500, 'AXIS_OUTCOME_UNKNOWN', 'unknown'],
    [502, 'AXIS_OUTCOME_UNKNOWN', 'unknown'],
    [504, 'AXIS_OUTCOME_UNKNOWN', 'unknown'],
  ])('HTTP %d after the body is %s, outcome %s', async (status, code, outcome) => {
    const server = createServer(async (incoming, response) => {
      await drain(incoming);
      response.writeHead(status).end('<html></html>');
    });
    const port = await listen(server);
    await expect(transport(`http://127.0.0.1:${port}`).send(letter())).rejects.toMatchObject({
      code,
      details: { outcome },
    });
  });

  test('a hop that does not know Expect gets the upload without it', async () => {
    const server = createServer(answerOk);
    server.on('checkContinue', (_: IncomingMessage, response: ServerResponse) => {
      response.writeHead(417, { Connection: 'close' }).end();
    });
    const port = await listen(server);
    expect((await transport(`http://127.0.0.1:${port}`).send(letter())).docId).toBe('abc');
  });

  test('the body is the package and a line end, with its length announced and no second copy of a header', async () => {
    let raw: string[] = [];
    let size = 0;
    const server = createServer(async (incoming, response) => {
      raw = incoming.rawHeaders;
      size = await drain(incoming);
      response.end(OK);
    });
    const port = await listen(server);
    const package_ = letter();
    await transport(`http://127.0.0.1:${port}`).send(package_);
    const names = raw.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
    expect(size).toBe(package_.size + 2);
    expect(raw[names.indexOf('content-length') * 2 + 1]).toBe(String(size));
    expect(new Set(names).size).toBe(names.length);
    expect(raw).toContain('XroadVnpt-hash-file');
    expect(names).not.toContain('transfer-encoding');
  });

  test('more recipients than the headers hold are refused before anything is sent', async () => {
    const to = Array.from({ length: 400 }, (_, index) => `H99.${index}`);
    const many = outgoing(testLetter({ from: 'H99.01', to: ['H99.02'] }), 'H99.01', to);
    const port = await listen(createServer(answerOk));
    await expect(transport(`http://127.0.0.1:${port}`).send(many)).rejects.toMatchObject({
      code: 'AXIS_TOO_MANY_RECIPIENTS',
      details: { outcome: 'not-sent', count: 400 },
    });
    const byPackage = transport(`http://127.0.0.1:${port}`, { routing: 'package' });
    expect((await byPackage.send(many)).docId).toBe('abc');
  });
});
