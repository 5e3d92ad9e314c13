import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLgspTransport } from '../../bridge/axis/lgsp/lgsp-transport.ts';
import type { AxisTransport } from '../../bridge/axis/transport.ts';
import { hashFileValue } from '../../bridge/axis/vxp/hash-file.ts';
import { signedHeaders } from '../../bridge/axis/vxp/signed-headers.ts';
import { createVxpTransport, type VxpOptions } from '../../bridge/axis/vxp/vxp-transport.ts';
import { readPackageFile } from '../../bridge/edxml/read-file.ts';
import { agencyByCode, SANDBOX_AGENCIES } from '../sandbox/axis/agencies.ts';
import { FAULTS, type FaultId, type FaultRuleInput } from '../sandbox/axis/faults.ts';
import { outgoing, testLetter, testStatus } from '../sandbox/axis/letters.ts';
import { type AxisSandbox, startAxisSandbox } from '../sandbox/axis/server.ts';
import type { TranscriptEntry } from '../sandbox/axis/transcript.ts';

/** The fault list of the axis API, part C: what the client must make of each. */
let folder = '';
let axis: AxisSandbox;
const opened: AxisTransport[] = [];

function agency(code: string) {
  const unit = agencyByCode(SANDBOX_AGENCIES, code);
  if (unit === undefined) throw new Error(code);
  return unit;
}
function vxp(code = 'H99.01', more: Partial<VxpOptions> = {}): AxisTransport {
  const { systemId, secret } = agency(code);
  const base = { endpoint: axis.vxpEndpoint, connectTimeoutMs: 2000, requestTimeoutMs: 2500 };
  const transport = createVxpTransport({ ...base, systemId, secret, ...more });
  opened.push(transport);
  return transport;
}
function lgsp(code = 'H99.01'): AxisTransport {
  const { systemId, secret } = agency(code);
  const transport = createLgspTransport({
    endpoint: axis.lgspEndpoint,
    connectTimeoutMs: 2000,
    requestTimeoutMs: 2500,
    systemId,
    secretKey: secret,
    login: { username: systemId, password: secret, applicationCode: 'kygui' },
  });
  opened.push(transport);
  return transport;
}
const letter = (to: readonly string[] = ['H99.02']) =>
  outgoing(testLetter({ from: 'H99.01', to, file: Buffer.alloc(60_000, 'Mẫu') }), 'H99.01', to);

async function bytesOf(transport: AxisTransport, docId: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of transport.fetch(docId)) pieces.push(piece);
  return Buffer.concat(pieces);
}
/** Sends one letter and gives back what H99.02 then fetches. */
async function sendAndFetch(fault: FaultRuleInput): Promise<string> {
  await axis.inject(fault);
  await vxp().send(letter());
  const receiver = vxp('H99.02');
  const [item] = await receiver.list('edoc');
  return (await bytesOf(receiver, item?.docId ?? '')).toString('utf8');
}
async function calls(operation: string): Promise<TranscriptEntry[]> {
  const lines = (await readFile(axis.transcript, 'utf8')).trim().split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TranscriptEntry)
    .filter((entry) => entry.operation === operation);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-faults-'));
  axis = await startAxisSandbox({ stateDir: folder });
});
beforeEach(async () => {
  axis.reset();
  await writeFile(axis.transcript, '');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((transport) => transport.close()));
});
afterAll(async () => {
  await axis.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('F1 signature refused', () => {
  test.each(FAULTS.F1)('%s: reported as a matter of the connection, after one call', async (variant) => {
    await axis.inject({ id: 'F1', variant, times: 5 });
    await expect(vxp().list('edoc')).rejects.toMatchObject({ code: 'AXIS_CREDENTIALS' });
    expect(await calls('getReceivedEdocList')).toHaveLength(1);
    await expect(vxp().send(letter())).rejects.toMatchObject({
      code: 'AXIS_CREDENTIALS',
      details: { outcome: 'refused' },
    });
    expect(await calls('sendEdoc')).toHaveLength(1);
  });

  test('a clock that is wrong by an hour is named as the cause', async () => {
    const strict = await startAxisSandbox({ stateDir: join(folder, 'strict'), timestampWindowSeconds: 60 });
    try {
      const clock = { now: () => new Date(Date.now() + 3_600_000).toISOString() };
      const transport = vxp('H99.01', { endpoint: strict.vxpEndpoint, clock });
      await expect(transport.list('edoc')).rejects.toMatchObject({ code: 'AXIS_CLOCK' });
      expect(await vxp('H99.01', { endpoint: strict.vxpEndpoint }).list('edoc')).toEqual([]);
    } finally {
      await strict.stop();
    }
  });
});

describe('F2 hash-file refused', () => {
  test('once: computed again and sent, one package on the axis', async () => {
    await axis.inject({ id: 'F2' });
    expect((await vxp().send(letter())).docId).not.toBeNull();
    expect(axis.dump().packages).toHaveLength(1);
  });
  test('always: reported after the second try, nothing on the axis', async () => {
    await axis.inject({ id: 'F2', times: 9 });
    await expect(vxp().send(letter())).rejects.toMatchObject({
      code: 'AXIS_HASH_FILE',
      details: { outcome: 'refused' },
    });
    expect(await calls('sendEdoc')).toHaveLength(2);
    expect(axis.dump().packages).toEqual([]);
  });
});

describe('F3 recipients and sender', () => {
  test.each([
    ['unknown', '18'],
    ['locked', '23'],
  ])('%s recipient: the other gets the letter, the sent list names the failure', async (variant, code) => {
    await axis.inject({ id: 'F3', variant, agency: 'G99' });
    const sender = vxp();
    const { docId } = await sender.send(letter(['H99.02', 'G99']));
    const rows = await sender.sentList({ messageType: 'edoc', docId: docId ?? '' });
    expect(rows.find((row) => row.toCode === 'G99')).toMatchObject({ sendStatus: 'fail' });
    expect(rows.find((row) => row.toCode === 'G99')?.sendStatusText).toContain(code);
    expect(await vxp('H99.02').list('edoc')).toHaveLength(1);
  });
  test.each([
    ['unknown', 'AXIS_RECIPIENT_UNKNOWN'],
    ['locked', 'AXIS_RECIPIENT_LOCKED'],
    ['unregistered', 'AXIS_SENDER_UNREGISTERED'],
  ])('%s for all: refused with its own code', async (variant, code) => {
    await axis.inject({ id: 'F3', variant });
    await expect(vxp().send(letter())).rejects.toMatchObject({ code, details: { outcome: 'refused' } });
  });
});

describe('F3 a whole package refused for one recipient', () => {
  test.each([
    ['unknown-whole', 'AXIS_RECIPIENT_UNKNOWN'],
    ['locked-whole', 'AXIS_RECIPIENT_LOCKED'],
  ])('%s: the recipient is named, so that the others can be served', async (variant, code) => {
    for (const transport of [vxp(), lgsp()]) {
      await axis.inject({ id: 'F3', variant, agency: 'G99' });
      await expect(transport.send(letter(['H99.02', 'G99']))).rejects.toMatchObject({
        code,
        details: { outcome: 'refused', recipient: 'G99' },
      });
      expect(axis.dump().packages).toEqual([]);
    }
  });
  test('the only recipient needs no naming', async () => {
    await axis.inject({ id: 'F3', variant: 'unknown' });
    await expect(vxp().send(letter(['H99.02']))).rejects.toMatchObject({ details: { recipient: 'H99.02' } });
  });
  test('with two and no name in the words nobody is named', async () => {
    await axis.inject({ id: 'F3', variant: 'locked' });
    const error: unknown = await vxp()
      .send(letter(['H99.02', 'G99']))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AXIS_RECIPIENT_LOCKED' });
    expect(error).not.toHaveProperty('details.recipient');
  });
});

describe('F4, F5 replies that say nothing', () => {
  test.each([
    ['F4', 'html', 'AXIS_REPLY_NOT_JSON'],
    ['F5', 'empty', 'AXIS_REPLY_EMPTY'],
    ['F5', 'truncated', 'AXIS_REPLY_TRUNCATED'],
  ] as const)('%s %s to a list is an error, not an empty list', async (id, variant, code) => {
    for (const transport of [vxp(), lgsp()]) {
      if (transport.kind === 'lgsp') await transport.list('edoc');
      await axis.inject({ id, variant });
      await expect(transport.list('edoc')).rejects.toMatchObject({ code });
      expect(await transport.list('edoc')).toEqual([]);
    }
  });

  test.each([
    ['F4', 'html'],
    ['F4', 'html-after'],
    ['F5', 'empty'],
    ['F5', 'truncated'],
  ] as const)('%s %s to a send leaves the outcome open and sends nothing again', async (id, variant) => {
    await axis.inject({ id, variant, operation: 'sendEdoc' });
    await expect(vxp().send(letter())).rejects.toMatchObject({
      code: 'AXIS_OUTCOME_UNKNOWN',
      details: { outcome: 'unknown' },
    });
    expect(await calls('sendEdoc')).toHaveLength(1);
  });

  test.each(FAULTS.F5)('F5 %s while a package is fetched gives no package', async (variant) => {
    await vxp().send(letter());
    const receiver = vxp('H99.02');
    const [item] = await receiver.list('edoc');
    await axis.inject({ id: 'F5', variant, operation: 'getEdoc' });
    await expect(bytesOf(receiver, item?.docId ?? '')).rejects.toThrow(/AXIS_REPLY_(?:EMPTY|TRUNCATED)/u);
    expect((await bytesOf(receiver, item?.docId ?? '')).length).toBeGreaterThan(60_000);
  });

  test.each(FAULTS.F5)('F5 %s while the directory is read is an error', async (variant) => {
    await axis.inject({ id: 'F5', variant, operation: 'getAgenciesList' });
    const read = async () => {
      for await (const _ of vxp().directory()) {
        // Only the end counts.
      }
    };
    await expect(read()).rejects.toThrow(/AXIS_REPLY_(?:EMPTY|TRUNCATED)/u);
  });
});

describe('F6 shapes of success', () => {
  test('ErrorCode as a number is accepted', async () => {
    await axis.inject({ id: 'F6', variant: 'number' });
    expect(await vxp().list('edoc')).toEqual([]);
  });
  test('success without DocId: no id is invented', async () => {
    await axis.inject({ id: 'F6', variant: 'no-docid' });
    expect(await vxp().send(letter())).toMatchObject({ docId: null });
    await axis.inject({ id: 'F6', variant: 'no-docid' });
    expect(await lgsp().send(letter())).toMatchObject({ docId: null });
  });
});

test('F7 an item that stays after done is listed again and can be acknowledged again', async () => {
  await vxp().send(letter());
  const receiver = vxp('H99.02');
  await axis.inject({ id: 'F7' });
  const [item] = await receiver.list('edoc');
  await receiver.acknowledge(item?.docId ?? '', 'done');
  expect(await receiver.list('edoc')).toMatchObject([{ docId: item?.docId, status: 'done' }]);
  await receiver.acknowledge(item?.docId ?? '', 'done');
});

describe('F8 duplicates reach the reader of the list as they are', () => {
  test('same transport id', async () => {
    await vxp().send(letter());
    await axis.inject({ id: 'F8', variant: 'same-docid' });
    const items = await vxp('H99.02').list('edoc');
    expect(items).toHaveLength(2);
    expect(items[0]?.docId).toBe(items[1]?.docId);
  });
  test.each(['new-docid', 'old-code'])('%s', async (variant) => {
    await axis.inject({ id: 'F8', variant });
    await vxp().send(letter());
    const receiver = vxp('H99.02');
    const items = await receiver.list('edoc');
    expect(new Set(items.map((item) => item.docId)).size).toBe(2);
    expect(items[1]?.to).toBe(variant === 'old-code' ? '000.00.02.H99' : 'H99.02');
    expect(await bytesOf(receiver, items[0]?.docId ?? '')).toEqual(
      await bytesOf(receiver, items[1]?.docId ?? ''),
    );
  });
});

describe('F9 statuses', () => {
  const status = (code: string) =>
    outgoing(testStatus('H99.02', 'H99.01', code), 'H99.02', ['H99.01'], 'status');
  test('unpadded code arrives as sent by such software', async () => {
    await axis.inject({ id: 'F9', variant: 'unpadded' });
    await vxp('H99.02').send(status('03'));
    const [item] = await vxp().list('status');
    expect((await bytesOf(vxp(), item?.docId ?? '')).toString('utf8')).toContain('StatusCode>3<');
  });
  test('twice, and out of order', async () => {
    await axis.inject({ id: 'F9', variant: 'twice' });
    await vxp('H99.02').send(status('01'));
    await vxp('H99.02').send(status('03'));
    const inOrder = (await vxp().list('status')).map((item) => item.docId);
    expect(inOrder).toHaveLength(3);
    await axis.inject({ id: 'F9', variant: 'out-of-order', operation: 'getReceivedEdocList' });
    expect((await vxp().list('status')).map((item) => item.docId)).toEqual(inOrder.reverse());
  });
  test('before its letter', async () => {
    const docId = await axis.inject({ id: 'F9', variant: 'before-letter', agency: 'H99.01' });
    expect(await vxp().list('status')).toMatchObject([{ docId, from: 'G99' }]);
  });
});

describe('F11 to F13 what the axis and careless senders change', () => {
  test('F11 an alias To with the old code', async () => {
    const text = await sendAndFetch({ id: 'F11' });
    expect(text).toContain('TLTVBQG_CDMDD_QD20');
    expect(text).toContain('000.00.02.H99');
  });
  test.each([
    ['no-organ', /<edXML:TraceHeader>\s*<edXML:Timestamp>/u],
    ['null', /<edXML:OrganId>null<\/edXML:OrganId>/u],
  ])('F12 %s', async (variant, expected) => {
    expect(await sendAndFetch({ id: 'F12', variant })).toMatch(expected);
  });
  test('F13 Reference without Description, and another type', async () => {
    expect(await sendAndFetch({ id: 'F13', variant: 'no-description' })).not.toMatch(
      /<edXML:Reference>(?:(?!<\/edXML:Reference>)[\s\S])*<edXML:Description>/u,
    );
    axis.reset();
    expect(await sendAndFetch({ id: 'F13', variant: 'type-mismatch' })).toContain('<ContentType>text/plain<');
  });
});

describe('F10, F14, F15, F22 packages that the reader must bear', () => {
  const delivered = (['F10', 'F14', 'F15', 'F22'] as const).flatMap((id: FaultId) =>
    FAULTS[id].map((variant) => ({ id, variant })),
  );
  test.each(delivered)('$id $variant is fetched byte for byte and read without a crash', async (fault) => {
    const docId = (await axis.inject({ ...fault, agency: 'H99.02' })) ?? '';
    const bytes = await bytesOf(vxp('H99.02'), docId);
    const file = join(folder, `${docId}.edxml`);
    await writeFile(file, bytes);
    expect(bytes.equals(await readFile(join(folder, 'packages', `${docId}.edxml`)))).toBe(true);
    const read = await readPackageFile(file, join(folder, docId));
    expect(read.kind).toBe(fault.variant === 'late-13' ? 'status' : 'edoc');
  });
});

describe('F16 large packages', () => {
  test('over the limit: refused with the limit named', async () => {
    const docId = (await axis.inject({ id: 'F16', variant: 'over-60', agency: 'H99.02' })) ?? '';
    await expect(bytesOf(vxp('H99.02'), docId)).rejects.toMatchObject({ code: 'AXIS_REPLY_TOO_LARGE' });
  });
  test('below the limit: streamed whole', async () => {
    const docId = (await axis.inject({ id: 'F16', variant: 'over-50', agency: 'H99.02' })) ?? '';
    let size = 0;
    let largest = 0;
    for await (const piece of vxp('H99.02').fetch(docId)) {
      size += piece.length;
      largest = Math.max(largest, piece.length);
    }
    expect(size).toBeGreaterThan(51 * 1_048_576);
    expect(largest).toBeLessThan(1_048_576);
  });
});

describe('F17 directory', () => {
  test.each(FAULTS.F17)('%s: every unit comes through', async (variant) => {
    await axis.inject({ id: 'F17', variant, operation: 'getAgenciesList', delayMs: 200 });
    const codes = new Set<string>();
    let closed = 0;
    for await (const unit of vxp().directory()) {
      codes.add(unit.code);
      if (unit.closed) closed += 1;
    }
    expect(codes.size).toBeGreaterThan(variant === 'large' ? 119_000 : 200);
    expect(closed).toBeGreaterThan(0);
  });
});

describe('F18 broken while sending', () => {
  test.each([
    ['mid-upload', 0],
    ['after-upload', 1],
    ['lost', 0],
    ['hang', 1],
  ])('%s: outcome unknown, no silent second send', async (variant, packages) => {
    for (const transport of [vxp(), lgsp()]) {
      axis.reset();
      await writeFile(axis.transcript, '');
      await axis.inject({ id: 'F18', variant, operation: 'sendEdoc' });
      await expect(transport.send(letter())).rejects.toMatchObject({
        code: 'AXIS_OUTCOME_UNKNOWN',
        details: { outcome: 'unknown' },
      });
      expect(axis.dump().packages).toHaveLength(packages);
      // Of a provincial axis the call without a token comes first and is not the send.
      const sends = (await calls('sendEdoc')).filter((entry) => entry.httpStatus === 200);
      expect(sends.length).toBeLessThanOrEqual(1);
    }
  });

  test('stopped from outside in mid-upload: outcome unknown', async () => {
    const stop = new AbortController();
    const slow = letter();
    const sending = vxp().send(
      {
        ...slow,
        async *bytes() {
          let given = 0;
          for await (const piece of slow.bytes()) {
            yield piece;
            given += 1;
            // The first pass only hashes; the second is the upload.
            if (given === 1 && uploads++ === 1) stop.abort();
          }
        },
      },
      stop.signal,
    );
    let uploads = 0;
    await expect(sending).rejects.toMatchObject({ code: 'AXIS_OUTCOME_UNKNOWN' });
  });
});

describe('F19, F23 what the sandbox takes from other clients', () => {
  async function post(lineEnd: string, more: Record<string, string>): Promise<unknown> {
    const bytes = testLetter({ from: 'H99.01', to: ['H99.02'] });
    const { sha256 } = outgoing(bytes, 'H99.01', []);
    const parameters = {
      servicetype: 'eDoc',
      messagetype: 'edoc',
      'hash-file': hashFileValue(Buffer.from(sha256, 'hex')),
      from: 'H99.01',
      ...more,
    };
    const headers = signedHeaders(agency('H99.01'), 'application/octet-stream', parameters, Date.now());
    return await new Promise((resolve, reject) => {
      const call = request(`${axis.vxpEndpoint}/sendEdoc`, { method: 'POST', headers }, (reply) => {
        let text = '';
        reply.on('data', (piece) => {
          text += String(piece);
        });
        reply.on('end', () => resolve(JSON.parse(text)));
      });
      call.on('error', reject);
      call.end(Buffer.concat([bytes, Buffer.from(lineEnd)]));
    });
  }
  test.each(['\r\n', ''])('a body followed by %j', async (lineEnd) => {
    expect(await post(lineEnd, {})).toMatchObject({ status: 'OK' });
  });
  test('keys left over from earlier calls', async () => {
    expect(await post('\r\n', { docId: 'old', status: 'done', description: 'old' })).toMatchObject({
      status: 'OK',
    });
  });
});

test.each(FAULTS.F20)('F20 100-continue %s: the body follows after a short wait', async (variant) => {
  await axis.inject({ id: 'F20', variant });
  expect((await vxp().send(letter())).docId).not.toBeNull();
});

test.each(FAULTS.F21)('F21 reply text %s is taken as it is', async (variant) => {
  await axis.inject({ id: 'F21', variant });
  expect(await vxp().list('edoc')).toEqual([]);
});

describe('F24 provincial login', () => {
  test.each(FAULTS.F24)('%s in mid-loop: one re-login, and the call is done', async (variant) => {
    const transport = lgsp();
    await transport.list('edoc');
    await axis.inject({ id: 'F24', variant });
    await transport.send(letter());
    expect(await calls('auth/login')).toHaveLength(2);
    expect(axis.dump().packages).toHaveLength(1);
  });
  test('401 again after the re-login is reported', async () => {
    await axis.inject({ id: 'F24', variant: '401', times: 9 });
    await expect(lgsp().list('edoc')).rejects.toMatchObject({ code: 'AXIS_CREDENTIALS' });
    expect(await calls('syncReceivedEdocList')).toHaveLength(2);
    await expect(lgsp().send(letter())).rejects.toMatchObject({ details: { outcome: 'not-sent' } });
  });
  test('a wrong password is reported as such', async () => {
    const { systemId, secret } = agency('H99.01');
    const transport = createLgspTransport({
      endpoint: axis.lgspEndpoint,
      connectTimeoutMs: 2000,
      requestTimeoutMs: 2000,
      systemId,
      secretKey: secret,
      login: { username: systemId, password: 'wrong', applicationCode: 'kygui' },
    });
    opened.push(transport);
    await expect(transport.list('edoc')).rejects.toMatchObject({ code: 'AXIS_LOGIN_FAILED' });
  });
});

test('F25 a redirect to a login page is an error and is not followed', async () => {
  await axis.inject({ id: 'F25', times: 2 });
  await expect(vxp().list('edoc')).rejects.toMatchObject({
    code: 'AXIS_REDIRECT',
    details: { location: 'login.example.vn' },
  });
  await expect(vxp().send(letter())).rejects.toMatchObject({
    code: 'AXIS_REDIRECT',
    details: { outcome: 'not-sent' },
  });
});

test('F26 the sandbox sends no DOCTYPE to a client, neither on command nor by passing one on', async () => {
  const reply = await fetch(`${axis.url}/sandbox/inject`, {
    method: 'POST',
    body: JSON.stringify({ id: 'F26' }),
  });
  expect(reply.status).toBe(400);
  const bytes = testLetter({ from: 'H99.01', to: ['H99.02'] });
  const hostile = Buffer.from(bytes.toString('utf8').replace('?>', '?><!DOCTYPE edXML [<!ENTITY a "b">]>'));
  await expect(vxp().send(outgoing(hostile, 'H99.01', ['H99.02']))).rejects.toMatchObject({
    code: 'AXIS_PACKAGE_MALFORMED',
  });
});

describe('F27 slow or down', () => {
  test('a reply later than the limit', async () => {
    await axis.inject({ id: 'F27', variant: 'slow', times: 2 });
    const hasty = vxp('H99.01', { requestTimeoutMs: 300 });
    await expect(hasty.list('edoc')).rejects.toMatchObject({ code: 'AXIS_TIMEOUT' });
    await expect(vxp('H99.01', { requestTimeoutMs: 1300 }).send(letter())).rejects.toMatchObject({
      code: 'AXIS_OUTCOME_UNKNOWN',
    });
  });
  test('a reply within the limit', async () => {
    await axis.inject({ id: 'F27', variant: 'slow', delayMs: 700 });
    expect(await vxp().list('edoc')).toEqual([]);
  });
  test('connections broken off, and HTTP 503', async () => {
    await axis.inject({ id: 'F27', variant: 'down' });
    await expect(vxp().list('edoc')).rejects.toMatchObject({ code: 'AXIS_CONNECTION_BROKEN' });
    await axis.inject({ id: 'F27', variant: 'unavailable' });
    await expect(vxp().list('edoc')).rejects.toMatchObject({ code: 'AXIS_HTTP', details: { status: 503 } });
  });
  test('nobody there: nothing was sent', async () => {
    const gone = await startAxisSandbox({ stateDir: join(folder, 'gone') });
    const transport = vxp('H99.01', { endpoint: gone.vxpEndpoint });
    await gone.stop();
    await expect(transport.list('edoc')).rejects.toMatchObject({ code: 'AXIS_UNREACHABLE' });
    await expect(transport.send(letter())).rejects.toMatchObject({
      code: 'AXIS_UNREACHABLE',
      details: { outcome: 'not-sent' },
    });
  });
});

test('a seeded schedule strikes the same calls each time', async () => {
  const run = async (seed: number) => {
    axis.reset();
    await axis.inject({ id: 'F5', variant: 'truncated', probability: 0.4, seed });
    const results: boolean[] = [];
    for (let index = 0; index < 30; index += 1) {
      results.push(
        await vxp()
          .list('edoc')
          .then(
            () => true,
            () => false,
          ),
      );
    }
    return results;
  };
  const first = await run(7);
  expect(await run(7)).toEqual(first);
  expect(await run(8)).not.toEqual(first);
  expect(first.filter((ok) => !ok).length).toBeGreaterThan(3);
});
