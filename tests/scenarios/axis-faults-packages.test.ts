import { readFile, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hashFileValue } from '../../bridge/axis/vxp/hash-file.ts';
import { signedHeaders } from '../../bridge/axis/vxp/signed-headers.ts';
import { readPackageFile } from '../../bridge/edxml/read-file.ts';
import { FAULTS, type FaultId } from '../sandbox/axis/faults.ts';
import { outgoing, testLetter, testStatus } from '../sandbox/axis/letters.ts';
import { agency, axis, bytesOf, folder, letter, sendAndFetch, vxp } from './support/fault-transports.ts';

/** The fault list of the axis API, part C: what the client must make of each that concerns items and packages. */

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
