import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { AxisTransport } from '../../bridge/axis/transport.ts';
import { createVxpTransport } from '../../bridge/axis/vxp/vxp-transport.ts';
import { SANDBOX_AGENCIES } from '../sandbox/axis/agencies.ts';
import { outgoing, testLetter, testStatus } from '../sandbox/axis/letters.ts';
import { type AxisSandbox, startAxisSandbox } from '../sandbox/axis/server.ts';

let folder = '';
let axis: AxisSandbox;
const opened: AxisTransport[] = [];

function connect(code: string, secret?: string): AxisTransport {
  const agency = SANDBOX_AGENCIES.find((unit) => unit.code === code);
  if (agency === undefined) throw new Error(code);
  const transport = createVxpTransport({
    endpoint: axis.vxpEndpoint,
    systemId: agency.systemId,
    secret: secret ?? agency.secret,
    connectTimeoutMs: 2000,
    requestTimeoutMs: 2000,
  });
  opened.push(transport);
  return transport;
}

async function bytesOf(transport: AxisTransport, docId: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of transport.fetch(docId)) pieces.push(piece);
  return Buffer.concat(pieces);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-axis-'));
  axis = await startAxisSandbox({ stateDir: folder });
});
beforeEach(() => axis.reset());
afterAll(async () => {
  await Promise.all(opened.map((transport) => transport.close()));
  await axis.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('a letter over the national axis', () => {
  test('goes to two recipients, each with its own transport id, and the status comes back', async () => {
    const [sender, first, second] = [connect('H99.01'), connect('H99.02'), connect('G99')];
    const letter = testLetter({ from: 'H99.01', to: ['H99.02', 'G99'] });
    const receipt = await sender.send(outgoing(letter, 'H99.01', ['H99.02', 'G99']));
    expect(receipt.docId).toMatch(/^[0-9a-f]{24}$/u);
    expect(JSON.parse(receipt.raw)).toMatchObject({ status: 'OK', DocId: receipt.docId });

    const [atFirst, atSecond] = [await first.list('edoc'), await second.list('edoc')];
    expect(atFirst).toEqual([
      { docId: expect.any(String), messageType: 'edoc', from: 'H99.01', to: 'H99.02', status: 'initial' },
    ]);
    expect(atSecond[0]?.docId).not.toBe(atFirst[0]?.docId);
    expect(await first.list('status')).toEqual([]);

    const docId = atFirst[0]?.docId ?? '';
    const arrived = (await bytesOf(first, docId)).toString('utf8');
    expect(arrived).toContain('<edXML:OrganId>001.00.20.TT2</edXML:OrganId>');
    expect(arrived.match(/<edXML:TraceHeader>/gu)).toHaveLength(2);
    const payload = /<edXML:ContentTransferEncoded[^>]*>([^<]*)</u;
    expect(payload.exec(arrived)?.[1]).toBe(payload.exec(letter.toString('utf8'))?.[1]);

    await first.acknowledge(docId, 'done');
    expect(await first.list('edoc')).toEqual([]);
    await first.acknowledge(docId, 'done');

    await first.send(outgoing(testStatus('H99.02', 'H99.01', '01'), 'H99.02', ['H99.01'], 'status'));
    const statuses = await sender.list('status');
    expect(statuses).toHaveLength(1);
    expect((await bytesOf(sender, statuses[0]?.docId ?? '')).toString('utf8')).toContain(
      '<edXML:StatusCode>01</edXML:StatusCode>',
    );

    const rows = await sender.sentList({ messageType: 'edoc', docId: receipt.docId ?? '' });
    expect(rows.map((row) => [row.toCode, row.sendStatus, row.receiveStatus, row.notation])).toEqual([
      ['H99.02', 'done', 'done', '15/UBND-VP'],
      ['G99', 'done', 'initial', '15/UBND-VP'],
    ]);
    expect(await sender.sentList({ messageType: 'edoc' })).toEqual(rows);
    expect(axis.dump().duplicates).toEqual([]);
  });

  test('reaches a unit under its old code', async () => {
    const letter = testLetter({ from: 'H99.01', to: ['000.00.02.H99'] });
    await connect('H99.01').send(outgoing(letter, 'H99.01', ['000.00.02.H99']));
    expect(await connect('H99.02').list('edoc')).toHaveLength(1);
  });

  test('with one unknown and one locked recipient still reaches the third, and the sent list names both', async () => {
    const to = ['H99.02', 'H99.77', 'H99.04'];
    const sender = connect('H99.01');
    const { docId } = await sender.send(outgoing(testLetter({ from: 'H99.01', to }), 'H99.01', to));
    const rows = await sender.sentList({ messageType: 'edoc', docId: docId ?? '' });
    expect(rows.map((row) => [row.toCode, row.sendStatus, row.sendStatusText.slice(0, 2)])).toEqual([
      ['H99.02', 'done', 'Th'],
      ['H99.77', 'fail', '18'],
      ['H99.04', 'fail', '23'],
    ]);
  });

  test.each([
    [['H99.77'], 'AXIS_RECIPIENT_UNKNOWN'],
    [['H99.04'], 'AXIS_RECIPIENT_LOCKED'],
  ])('only to %j is refused by the axis', async (to, code) => {
    const letter = testLetter({ from: 'H99.01', to });
    await expect(connect('H99.01').send(outgoing(letter, 'H99.01', to))).rejects.toMatchObject({
      code,
      details: { outcome: 'refused' },
    });
  });

  test('from a unit that is not ours is refused', async () => {
    const letter = testLetter({ from: 'H99.03', to: ['G99'] });
    await expect(connect('H99.01').send(outgoing(letter, 'H99.03', ['G99']))).rejects.toMatchObject({
      code: 'AXIS_SENDER_UNREGISTERED',
    });
  });

  test('with a wrong secret is refused before its bytes cross the line', async () => {
    const letter = testLetter({ from: 'H99.01', to: ['G99'], file: Buffer.alloc(5_000_000) });
    await expect(connect('H99.01', 'wrong').send(outgoing(letter, 'H99.01', ['G99']))).rejects.toMatchObject({
      code: 'AXIS_CREDENTIALS',
      details: { outcome: 'refused' },
    });
    expect(axis.dump().packages).toEqual([]);
  });

  test('whose stored bytes changed since packing is not sent', async () => {
    const letter = testLetter({ from: 'H99.01', to: ['G99'] });
    const changed = { ...outgoing(letter, 'H99.01', ['G99']), sha256: '0'.repeat(64) };
    await expect(connect('H99.01').send(changed)).rejects.toMatchObject({
      code: 'AXIS_PACKAGE_CHANGED',
      details: { outcome: 'not-sent' },
    });
  });

  test('of 40 MB arrives whole', async () => {
    const file = Buffer.alloc(30_000_000, 'Ký Gửi ');
    const letter = testLetter({ from: 'H99.01', to: ['H99.02'], file });
    await connect('H99.01').send(outgoing(letter, 'H99.01', ['H99.02']));
    const receiver = connect('H99.02');
    const [item] = await receiver.list('edoc');
    const arrived = (await bytesOf(receiver, item?.docId ?? '')).toString('latin1');
    const payload = arrived.slice(arrived.indexOf('ContentTransferEncoded'));
    const base64 = payload.slice(payload.indexOf('>') + 1, payload.indexOf('</edXML:ContentTransferEncoded'));
    expect(Buffer.from(base64, 'base64').equals(file)).toBe(true);
  });

  test('a package that is not ours to fetch is refused', async () => {
    const letter = testLetter({ from: 'H99.01', to: ['H99.02'] });
    await connect('H99.01').send(outgoing(letter, 'H99.01', ['H99.02']));
    const [item] = await connect('H99.02').list('edoc');
    await expect(bytesOf(connect('H99.03'), item?.docId ?? '')).rejects.toMatchObject({
      code: 'AXIS_ITEM_UNKNOWN',
    });
  });

  test('packages that no software of ours wrote are refused as malformed', async () => {
    const bytes = Buffer.from('<edXML xmlns="http://www.e-doc.vn/Schema/"/>');
    await expect(connect('H99.01').send(outgoing(bytes, 'H99.01', ['G99']))).rejects.toMatchObject({
      code: 'AXIS_PACKAGE_MALFORMED',
    });
  });
});

test('the directory comes with old codes and closed units', async () => {
  const units = [];
  for await (const unit of connect('H99.01').directory()) units.push(unit);
  expect(units).toContainEqual(
    expect.objectContaining({
      code: 'H99.01',
      oldCode: '000.00.01.H99',
      name: 'UBND xã Mẫu A',
      closed: false,
    }),
  );
  expect(units).toContainEqual(expect.objectContaining({ code: 'H99.90', closed: true }));
});

test('the sandbox keeps what it holds over a restart', async () => {
  const letter = testLetter({ from: 'H99.01', to: ['H99.02'] });
  await connect('H99.01').send(outgoing(letter, 'H99.01', ['H99.02']));
  const before = axis.dump();
  const second = await startAxisSandbox({ stateDir: folder });
  try {
    expect(second.dump()).toEqual(before);
  } finally {
    await second.stop();
  }
});

test('the transcript and the pages show routing and no secret', async () => {
  const letter = testLetter({ from: 'H99.01', to: ['H99.02'] });
  const { docId } = await connect('H99.01').send(outgoing(letter, 'H99.01', ['H99.02']));
  const transcript = await readFile(axis.transcript, 'utf8');
  const pages = await Promise.all(
    ['/', '/?lang=en', `/package/${docId}`, '/sandbox/dump', '/sandbox/transcript'].map(async (path) => {
      const reply = await fetch(axis.url + path);
      expect(reply.status).toBe(200);
      return await reply.text();
    }),
  );
  expect(transcript).toContain('sendEdoc');
  expect(pages[0]).toContain('Trục liên thông thử nghiệm');
  expect(pages[0]).toContain('15/UBND-VP');
  for (const text of [transcript, ...pages]) {
    expect(text).not.toContain('sandbox-secret');
    expect(text).not.toMatch(/XroadVnpt|not-a-real-secret/iu);
  }
});
