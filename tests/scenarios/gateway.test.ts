/** @needs openssl */
import { spawn } from 'node:child_process';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createGatewayTransport } from '../../bridge/axis/gateway/gateway-transport.ts';
import { type Gateway, startGateway } from '../../bridge/axis/gateway/server.ts';
import type { AxisTransport } from '../../bridge/axis/transport.ts';
import { createVxpTransport } from '../../bridge/axis/vxp/vxp-transport.ts';
import { outgoing, testLetter } from '../sandbox/axis/letters.ts';
import { type AxisSandbox, startAxisSandbox } from '../sandbox/axis/server.ts';
import { kyguiProgram } from '../sandbox/office.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { createRunner } from './support/cli.ts';
import { createGatewayAuthority, type GatewayAuthority } from './support/gateway-authority.ts';
import { lenientSending } from './support/lenient-policy.ts';

let dir = '';
let axis: AxisSandbox;
let authority: GatewayAuthority;
let stranger: GatewayAuthority;
const seen: { operation: string; peer: string; code: string | null }[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-gateway-'));
  axis = await startAxisSandbox({ port: 0, stateDir: join(dir, 'axis') });
  authority = await createGatewayAuthority(join(dir, 'authority'));
  stranger = await createGatewayAuthority(join(dir, 'stranger'));
  authority.enrol('one');
  authority.enrol('lost');
  authority.enrol('old', 0);
  stranger.enrol('one');
  await writeFile(authority.path('denied.txt'), '# withdrawn\n');
});
afterAll(async () => {
  await axis?.stop();
  await rm(dir, { recursive: true, force: true });
});

const unit = () => {
  const found = axis.agencies.find(({ code }) => code === 'H99.01');
  if (!found) throw new Error('H99.01');
  return found;
};
const behind = (endpoint: string): AxisTransport =>
  createVxpTransport({
    endpoint,
    systemId: unit().systemId,
    secret: unit().secret,
    connectTimeoutMs: 2000,
    requestTimeoutMs: 3000,
  });

let gateway: Gateway | undefined;
const open = new Set<AxisTransport>();
afterEach(async () => {
  await Promise.all([...open].map((transport) => transport.close()));
  open.clear();
  await gateway?.close();
  seen.splice(0);
});

async function start(transport = behind(axis.vxpEndpoint)): Promise<Gateway> {
  open.add(transport);
  gateway = await startGateway({
    transport,
    codes: ['H99.01'],
    host: '127.0.0.1',
    port: 0,
    certificate: authority.text('gateway.pem'),
    key: authority.text('gateway.key'),
    clientAuthority: authority.text('gateway-ca.pem'),
    deniedFile: authority.path('denied.txt'),
    folder: join(dir, 'passing'),
    maxPackageBytes: 5_000_000,
    onRequest: (asked) => seen.push(asked),
  });
  return gateway;
}

function bridge(port: number, name = 'one', of = authority, agency = 'H99.01'): AxisTransport {
  const transport = createGatewayTransport({
    endpoint: `https://localhost:${port}`,
    agency,
    certificate: of.text(`${name}.pem`),
    key: of.text(`${name}.key`),
    ca: authority.text('gateway-ca.pem'),
    connectTimeoutMs: 3000,
    requestTimeoutMs: 5000,
    maxPackageBytes: 5_000_000,
  });
  open.add(transport);
  return transport;
}

const letter = (number: string) =>
  outgoing(testLetter({ from: 'H99.01', to: ['H99.02'], number }), 'H99.01', ['H99.02']);
const onAxis = () => axis.dump().packages.filter(({ messageType }) => messageType === 'edoc').length;

describe('who may speak to the gateway', () => {
  test.each([
    ['a certificate of another authority', () => [stranger, 'one'], 'GATEWAY_CERTIFICATE_FOREIGN'],
    ['one that has expired', () => [authority, 'old'], 'GATEWAY_CERTIFICATE_EXPIRED'],
    ["the gateway's own, which is for servers", () => [authority, 'gateway'], 'GATEWAY_CERTIFICATE_FOREIGN'],
  ] as [string, () => [GatewayAuthority, string], string][])(
    'not %s: nothing is listed, nothing is sent, and the bridge is told why',
    async (_, whose, code) => {
      await sleep(1100);
      const { port } = await start();
      const [of, name] = whose();
      const transport = bridge(port, name, of);
      const before = onAxis();
      await expect(transport.list('edoc')).rejects.toMatchObject({ code });
      await expect(transport.send(letter('31'))).rejects.toMatchObject({
        code,
        details: { outcome: 'not-sent' },
      });
      expect(onAxis()).toBe(before);
      expect(seen.every((asked) => asked.code === code)).toBe(true);
    },
  );

  test('not a caller without a certificate, and not over TLS 1.1', async () => {
    const { port } = await start();
    const said = await new Promise<string>((resolve, reject) => {
      const asked = request(
        { host: 'localhost', port, path: '/v1/list', method: 'POST', ca: authority.text('gateway-ca.pem') },
        (reply) => reply.on('data', (piece) => resolve(String(piece))),
      );
      asked.on('error', reject);
      asked.end('{"messageType":"edoc"}');
    });
    expect(JSON.parse(said)).toMatchObject({ error: { code: 'GATEWAY_CERTIFICATE_MISSING' } });
    const version = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3') =>
      new Promise<string>((resolve) => {
        const socket = connect(
          {
            host: '127.0.0.1',
            servername: 'localhost',
            port,
            ca: authority.text('gateway-ca.pem'),
            minVersion: 'TLSv1',
            maxVersion,
            ciphers: 'DEFAULT@SECLEVEL=0',
          },
          () => {
            resolve(String(socket.getProtocol()));
            socket.destroy();
          },
        );
        socket.on('error', (error) => resolve(String((error as NodeJS.ErrnoException).code)));
      });
    expect(await version('TLSv1.1')).toMatch(/ALERT_PROTOCOL_VERSION|EPROTO/u);
    expect(await version('TLSv1.2')).toBe('TLSv1.2');
    expect(await version('TLSv1.3')).toBe('TLSv1.3');
  });

  test('not a certificate that was withdrawn, from the next request of an open connection on', async () => {
    const { port } = await start();
    const transport = bridge(port, 'lost');
    expect(await transport.list('edoc')).toEqual([]);
    authority.withdraw('lost');
    await expect(transport.list('edoc')).rejects.toMatchObject({ code: 'GATEWAY_CERTIFICATE_DENIED' });
    expect(await bridge(port).list('edoc')).toEqual([]);
    await appendFile(authority.path('denied.txt'), 'not a fingerprint\n');
    await expect(bridge(port).list('edoc')).rejects.toMatchObject({ code: 'GATEWAY_DENY_LIST' });
    await writeFile(authority.path('denied.txt'), '');
    expect(await transport.list('edoc')).toEqual([]);
  });

  test('not a bridge of another agency, nor a package in the name of one', async () => {
    const { port } = await start();
    await expect(bridge(port, 'one', authority, 'H99.03').list('edoc')).rejects.toMatchObject({
      code: 'AXIS_SENDER_UNREGISTERED',
    });
    const foreign = { ...letter('32'), from: 'H99.03' };
    await expect(bridge(port).send(foreign)).rejects.toMatchObject({
      code: 'AXIS_SENDER_UNREGISTERED',
      details: { outcome: 'not-sent' },
    });
  });

  test('a bridge does not speak to a gateway of another authority', async () => {
    const { port } = await start();
    const transport = createGatewayTransport({
      endpoint: `https://localhost:${port}`,
      agency: 'H99.01',
      certificate: authority.text('one.pem'),
      key: authority.text('one.key'),
      ca: stranger.text('gateway-ca.pem'),
      connectTimeoutMs: 3000,
      requestTimeoutMs: 5000,
      maxPackageBytes: 5_000_000,
    });
    open.add(transport);
    await expect(transport.send(letter('33'))).rejects.toMatchObject({
      code: 'AXIS_TLS',
      details: { outcome: 'not-sent' },
    });
    expect(seen).toEqual([]);
  });
});

describe('a gateway that ends in between', () => {
  test('a broken line after the upload leaves the outcome unknown, and the list behind the next one tells it', async () => {
    await axis.inject({ id: 'F18', variant: 'after-upload', operation: 'sendEdoc' });
    const { port } = await start();
    await expect(bridge(port).send(letter('41'))).rejects.toMatchObject({
      code: 'AXIS_OUTCOME_UNKNOWN',
      details: { outcome: 'unknown' },
    });
    const rows = await bridge(port).sentList({ messageType: 'edoc' });
    expect(rows.filter(({ notation }) => notation.includes('41/'))).toHaveLength(1);
    expect(await readdir(join(dir, 'passing'))).toEqual([]);
  });

  test('when the bridge goes away nothing is handed on behind its back', async () => {
    let asked = false;
    let aborted = false;
    const slow: AxisTransport = {
      ...behind(axis.vxpEndpoint),
      send: (_, signal) =>
        new Promise((_resolve, reject) => {
          asked = true;
          signal?.addEventListener('abort', () => {
            aborted = true;
            reject(new Error('stopped'));
          });
        }),
    };
    const { port } = await start(slow);
    const stop = new AbortController();
    const sending = bridge(port).send(letter('42'), stop.signal);
    while (!asked) await sleep(20);
    stop.abort();
    await expect(sending).rejects.toMatchObject({ details: { outcome: 'unknown' } });
    while (!aborted || seen.length === 0) await sleep(20);
    expect(seen).toMatchObject([{ operation: 'send', code: 'AXIS_STOPPED' }]);
  });
});

describe('processes', () => {
  const launched: ReturnType<typeof spawn>[] = [];
  afterEach(() => {
    for (const child of launched.splice(0)) child.kill('SIGKILL');
  });

  async function serve(home: string): Promise<{ port: number; kill(): Promise<void> }> {
    const child = spawn(process.execPath, [kyguiProgram, 'gateway', '--json'], {
      env: { ...process.env, KYGUI_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    launched.push(child);
    let said = '';
    child.stderr.on('data', (piece) => {
      said += piece;
    });
    const port = await new Promise<number>((resolve, reject) => {
      child.stdout.on('data', (piece) => resolve((JSON.parse(String(piece)) as { port: number }).port));
      child.on('close', () => reject(new Error(said)));
    });
    return {
      port,
      kill: () =>
        new Promise((resolve) => {
          child.once('close', () => resolve());
          child.kill('SIGKILL');
        }),
    };
  }

  test('a letter goes through, once, although the gateway is killed while it is under way; the secret is nowhere at the clerk', {
    timeout: 300_000,
  }, async () => {
    const agency = { code: 'H99.01', name: unit().name };
    const secretFile = join(dir, 'axis-secret');
    await writeFile(secretFile, unit().secret, { mode: 0o600 });
    const keeper = await createRunner(join(dir, 'keeper'));
    const settings = (port: number) => ({
      agency,
      axis: {
        kind: 'vxp',
        endpoint: axis.vxpEndpoint,
        systemId: unit().systemId,
        secretFile,
        requestTimeoutMs: 2000,
      },
      gateway: {
        host: '127.0.0.1',
        port,
        certificateFile: authority.path('gateway.pem'),
        keyFile: authority.path('gateway.key'),
        clientCaFile: authority.path('gateway-ca.pem'),
      },
    });
    await keeper.settle(settings(0));
    const first = await serve(keeper.home);
    await keeper.settle(settings(first.port));

    const clerk = await createRunner(join(dir, 'clerk'));
    await clerk.settle({
      agency,
      axis: {
        kind: 'gateway',
        endpoint: `https://localhost:${first.port}`,
        certificateFile: authority.path('one.pem'),
        keyFile: authority.path('one.key'),
        caFile: authority.path('gateway-ca.pem'),
        requestTimeoutMs: 4000,
        trustSentList: true,
      },
      tokens: { discover: false },
      sending: lenientSending,
    });
    await writeFile(join(dir, 'letter.pdf'), await makeLetter());
    const spec = {
      from: { organId: 'H99.01', organName: unit().name },
      recipients: [{ code: 'H99.02' }],
      number: '51',
      notation: 'UBND-VP',
      date: '2026-01-05',
      subject: 'V/v số liệu mẫu',
      signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
      documentType: { type: 2, typeName: 'Công văn' },
      place: 'Mẫu A',
      attachments: [{ path: join(dir, 'letter.pdf') }],
    };
    await writeFile(join(dir, 'spec.json'), JSON.stringify(spec));
    const built = await clerk.run(['edxml', 'build', join(dir, 'spec.json'), '-o', join(dir, 'p.edxml')]);
    expect(built.status, JSON.stringify(built.json)).toBe(0);
    expect(await clerk.run(['directory', 'sync'])).toMatchObject({ status: 0 });

    // The axis takes the package and its answer never comes; in that moment the gateway is killed.
    const before = onAxis();
    await axis.inject({ id: 'F18', variant: 'hang', operation: 'sendEdoc' });
    const sending = clerk.run(['send', join(dir, 'p.edxml')]);
    while (!(await readdir(join(keeper.home, 'gateway')).catch(() => [])).length) await sleep(20);
    await sleep(300);
    await first.kill();
    const { json } = await sending;
    expect(json.state).toBe('outcome-unknown');
    const again = await serve(keeper.home);
    expect(again.port).toBe(first.port);
    const { letterId } = json as { letterId: string };
    let state = '';
    while (state !== 'receipted') {
      await clerk.run(['send', join(dir, 'p.edxml')]);
      state = String((await clerk.run(['status', letterId])).json.state);
      if (state !== 'receipted') await sleep(1000);
    }
    expect(onAxis()).toBe(before + 1);
    const { checks } = (await clerk.run(['doctor'])).json;
    for (const id of ['axis.connection', 'gateway.certificate'])
      expect(checks).toContainEqual(expect.objectContaining({ id, result: 'pass' }));

    const files = (await readdir(clerk.home, { recursive: true, withFileTypes: true })).filter((entry) =>
      entry.isFile(),
    );
    expect(files.length).toBeGreaterThan(3);
    for (const { parentPath, name } of files) {
      const text = (await readFile(join(parentPath, name))).toString('latin1');
      expect(text.includes(unit().secret), name).toBe(false);
      expect(text.includes(unit().systemId), name).toBe(false);
    }
  });

  test('a gateway that is not set up says what is missing', async () => {
    const keeper = await createRunner(join(dir, 'empty'));
    for (const settings of [{}, { agency: { code: 'H99.01', name: 'A' } }]) {
      await keeper.settle(settings);
      expect(await keeper.run(['gateway'])).toMatchObject({ status: 3, json: { code: 'GATEWAY_NOT_SET' } });
    }
  });
});
