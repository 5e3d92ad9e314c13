// @long
/** @needs postgres */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashFileValue } from '../../bridge/axis/vxp/hash-file.ts';
import { signedHeaders } from '../../bridge/axis/vxp/signed-headers.ts';
import { systemClock } from '../../bridge/clock/clock.ts';
import { createDirectory } from '../../bridge/directory/directory.ts';
import { readPackageFile } from '../../bridge/edxml/read-file.ts';
import type { InboxAnswer, InboxDetail } from '../../shared/protocol/commands/letters.ts';
import type { FaultRuleInput } from '../sandbox/axis/faults.ts';
import { outgoing, testLetter } from '../sandbox/axis/letters.ts';
import { DRIVERS } from './support/both-drivers.ts';
import { exchangeStage } from './support/exchange-stage.ts';
import { sentenceOf } from './support/fault-account.ts';
import { OFFICE_TWO } from './support/letters.ts';
import { type TestOffice, workOff } from './support/office.ts';

/**
 * Faults of the axis API, part C, that come as packages of strangers, as recalls, or with the directory: how each
 * is entered or listed, how the axis is answered, and what the clerk of H99.02 reads. The rest: fault-ends.test.ts.
 */
const stage = exchangeStage('fault-packages');

/** Kind of the item, whether its text is clean, and words of the warning that its clerk must find there. */
const STRANGERS: Readonly<Record<string, readonly [FaultRuleInput, string, RegExp?]>> = {
  'F10 recall of an unknown letter': [{ id: 'F10', variant: 'recall-unknown' }, 'recall', /chưa nhận/u],
  'F10 late 13 about an unknown letter': [{ id: 'F10', variant: 'late-13' }, 'recall-request', /chưa nhận/u],
  'F14 zip in a declared PDF': [{ id: 'F14', variant: 'zip-in-pdf' }, 'new', /ContentType/u],
  'F14 zip with two entries': [{ id: 'F14', variant: 'two-entries' }, 'new', /phần mở rộng/u],
  'F14 truncated zip': [{ id: 'F14', variant: 'truncated-zip' }, 'new', /bị cụt/u],
  'F14 zip bomb': [{ id: 'F14', variant: 'bomb' }, 'new', /tỷ lệ giải nén|dung lượng/u],
  'F14 hostile names': [{ id: 'F14', variant: 'hostile-names' }, 'new', /Tên tệp không an toàn/u],
  'F15 PDF through UTF-8': [{ id: 'F15' }, 'new', /thứ 1 hỏng do bị chuyển mã/u],
  'F16 package over 50 MB': [{ id: 'F16', variant: 'over-50' }, 'new'],
  'F22 stray bytes': [{ id: 'F22', variant: 'stray-bytes' }, 'new', /trước phần XML/u],
  'F22 byte order mark': [{ id: 'F22', variant: 'bom' }, 'new', /BOM/u],
  'F22 UTF-16': [{ id: 'F22', variant: 'utf-16' }, 'new', /UTF-16/u],
  'F22 unbound prefix': [{ id: 'F22', variant: 'unbound-prefix' }, 'new', /Tiền tố XML/u],
  'F22 empty elements': [{ id: 'F22', variant: 'empty-elements' }, 'new', /ResponseFor/u],
  'F22 wrong date': [{ id: 'F22', variant: 'wrong-date' }, 'new', /yyyy/u],
  'F22 no DocumentId': [{ id: 'F22', variant: 'no-documentid' }, 'new', /Thiếu phần tử/u],
  'F22 no Bussiness': [{ id: 'F22', variant: 'no-bussiness' }, 'new', /Bussiness/u],
  'F22 UUID for a DocumentId': [{ id: 'F22', variant: 'uuid-documentid' }, 'new', /chuỗi ngẫu nhiên/u],
};

/** A recall that comes when the letter is finished: shown with it, answered, and what was recalled is marked. */
const LATE: Readonly<Record<string, readonly [FaultRuleInput, InboxAnswer, string]>> = {
  'F10 late 13, agreed': [
    { id: 'F10', variant: 'late-13' },
    'agree',
    'recall-request, 15 sent, letter marked',
  ],
  'F10 late 13, declined': [
    { id: 'F10', variant: 'late-13' },
    'decline',
    'recall-request, 16 sent, letter kept',
  ],
  'F10 recall of a finished letter, agreed': [
    { id: 'F10', variant: 'recall-finished' },
    'agree',
    'recall, 15 sent, letter marked',
  ],
  'F10 recall of a finished letter, declined': [
    { id: 'F10', variant: 'recall-finished' },
    'decline',
    'recall, 16 sent, letter kept',
  ],
};

/** Each try has a letter of its own: one that is known already would not be entered again. */
let numbers = 14;

const warningsOf = (detail: InboxDetail): string[] => [
  ...detail.warnings.map(({ vi }) => vi),
  ...detail.attachments.flatMap(({ warnings }) => warnings.map(({ vi }) => vi)),
];

describe.each(DRIVERS)('on %s', (driver) => {
  let two: TestOffice;
  beforeAll(async () => {
    two = await stage.open(driver, OFFICE_TWO);
    stage.print(driver);
  });
  afterAll(() => two?.close());

  const acknowledged = async (docId: string | null) =>
    (await two.store.read((sql) => sql.get(`SELECT acknowledged_at FROM arrival WHERE doc_id = ?`, [docId])))
      ?.acknowledged_at;
  const newest = async (): Promise<InboxDetail> => {
    const [item] = (await two.inbox.list({ limit: 1 })).items;
    return two.inbox.item(item?.itemId ?? 'nothing arrived');
  };

  it.each(Object.entries(STRANGERS))(
    '%s: entered once, told, and acknowledged',
    async (name, [fault, kind, told]) => {
      stage.axis.reset();
      const before = (await two.inbox.list({ limit: 1 })).total;
      const docId = await stage.axis.inject({ ...fault, agency: 'H99.02' });
      await two.inbox.poll();
      await two.inbox.poll();
      const detail = await newest();
      const warnings = warningsOf(detail);
      stage.print(`  ${name.padEnd(38)} ${detail.kind}, done`, ...warnings.map((text) => `      ${text}`));
      expect(detail.kind).toBe(kind);
      expect(warnings.join('\n'), 'a sentence with a gap').not.toMatch(/[{}]/u);
      expect(new Set(warnings).size).toBe(warnings.length);
      if (told) expect(warnings.join('\n')).toMatch(told);
      else expect(warnings).toEqual([]);
      expect((await two.inbox.list({ limit: 1 })).total - before).toBe(1);
      expect(await acknowledged(docId)).toEqual(expect.any(String));
    },
  );

  it('F16 package over 60 MB: left on the axis, told at every look, fetched once', async () => {
    stage.axis.reset();
    const before = (await two.inbox.list({ limit: 1 })).total;
    const docId = await stage.axis.inject({ id: 'F16', variant: 'over-60', agency: 'H99.02' });
    const told = [];
    for (const _look of [1, 2]) for (const { error } of (await two.inbox.poll()).errors) told.push(error);
    stage.print(`  ${'F16 package over 60 MB'.padEnd(38)} waits on the axis`);
    stage.print(...told.slice(1).map((error) => `      ${sentenceOf(error)}`));
    expect(told.map(({ code }) => code)).toEqual([
      'RECEIVING_PACKAGE_TOO_LARGE',
      'RECEIVING_PACKAGE_TOO_LARGE',
    ]);
    expect((await two.inbox.list({ limit: 1 })).total).toBe(before);
    expect(stage.axis.dump().items).toMatchObject([{ docId, status: 'initial', fetched: 1 }]);
  });

  it.each(Object.entries(LATE))('%s', async (name, [fault, answer, end]) => {
    stage.axis.reset();
    numbers += 1;
    const number = String(numbers);
    const bytes = testLetter({ from: 'G99', to: ['H99.02'], number });
    await fetch(`${stage.axis.url}/sandbox/deliver?from=G99&to=H99.02`, {
      method: 'POST',
      body: new Uint8Array(bytes),
    });
    await two.inbox.poll();
    const letter = await newest();
    for (const step of ['accept', 'finish'] as const)
      await two.inbox.answer({ jobKey: randomUUID(), itemId: letter.itemId, answer: step });
    const documentId = `G99,2026/01/05,${number}/UBND-VP`;
    await stage.axis.inject({ ...fault, agency: 'H99.02', documentId });
    await two.inbox.poll();
    const asked = await newest();
    expect(warningsOf(asked)).toEqual([]);
    await two.inbox.answer({
      jobKey: randomUUID(),
      itemId: asked.itemId,
      answer,
      reason: 'Đã thực hiện xong',
    });
    await workOff(two, 2);
    const about = stage.axis.dump().packages.filter((sent) => sent.messageType === 'status');
    const codes = about.filter((sent) => sent.documentId === documentId).map((sent) => sent.statusCode);
    const { recalled, lastStatus } = await two.inbox.item(letter.itemId);
    const found = `${asked.kind}, ${codes.at(-1)} sent, letter ${recalled ? 'marked' : 'kept'}`;
    stage.print(`  ${name.padEnd(38)} ${found}`);
    expect(found).toBe(end);
    expect(codes).toEqual(['01', '03', '06', codes.at(-1)]);
    expect(lastStatus).toBe('06');
  });

  it.each([
    ['F19 no line end after the package', '', {}],
    ['F23 keys left over from earlier calls', '\r\n', { docId: 'old', status: 'done', description: 'old' }],
  ])('%s: another system sends so, and the letter arrives', async (name, lineEnd, leftOver) => {
    stage.axis.reset();
    const before = (await two.inbox.list({ limit: 1 })).total;
    const number = `${driver}${Object.keys(leftOver).length}`;
    const bytes = testLetter({ from: 'H99.01', to: ['H99.02'], number });
    const unit = stage.axis.agencies.find(({ code }) => code === 'H99.01');
    const parameters = {
      servicetype: 'eDoc',
      messagetype: 'edoc',
      'hash-file': hashFileValue(Buffer.from(outgoing(bytes, 'H99.01', []).sha256, 'hex')),
      from: 'H99.01',
      ...leftOver,
    };
    const connection = { systemId: unit?.systemId ?? '', secret: unit?.secret ?? '' };
    const headers = signedHeaders(connection, 'application/octet-stream', parameters, Date.now());
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const call = request(`${stage.axis.vxpEndpoint}/sendEdoc`, { method: 'POST', headers }, (reply) => {
        reply.resume();
        reply.on('end', () => resolve(reply.statusCode));
      });
      call.on('error', reject);
      call.end(Buffer.concat([bytes, Buffer.from(lineEnd)]));
    });
    expect(status).toBe(200);
    await two.inbox.poll();
    stage.print(`  ${name.padEnd(38)} new, done`);
    expect((await two.inbox.list({ limit: 1 })).total - before).toBe(1);
    expect(await newest()).toMatchObject({ kind: 'new', code: `${number}/UBND-VP` });
  });

  it.each([
    ['F17 directory of 123,000 units', { variant: 'large' }, 119_000],
    ['F17 closed and renamed codes', { variant: 'closed' }, 200],
    ['F17 slow directory', { variant: 'slow', delayMs: 1500 }, 200],
  ])('%s: taken over whole, searched, successors known', async (name, fault, least) => {
    stage.axis.reset();
    const store = await stage.store(driver, `directory-${randomUUID()}`);
    const transport = stage.transport('H99.02');
    try {
      const directory = createDirectory({ store, transport, clock: systemClock, ownCode: 'H99.02' });
      await stage.axis.inject({ id: 'F17', operation: 'getAgenciesList', ...fault });
      const result = await directory.sync();
      const units = await directory.search('ubnd xa mau', 5);
      const old = await directory.find('000.00.02.H99');
      const closed = stage.axis.agencies.find((unit) => unit.closed === true);
      const warned = await directory.warnings([closed?.code ?? '']);
      stage.print(`  ${name.padEnd(38)} ${result.units} units, ${result.closed} closed`);
      stage.print(...warned.map((warning) => `      ${sentenceOf(warning)}`));
      expect(result.units).toBeGreaterThan(least);
      expect(units.length).toBeGreaterThan(0);
      expect(old?.code).toBe('H99.02');
      expect(warned).toMatchObject([
        { code: 'DIRECTORY_UNIT_CLOSED', details: { successor: closed?.successor } },
      ]);
      // Once more, with nothing new: nothing is written.
      expect(await directory.sync()).toMatchObject({ units: result.units, changed: 0 });
    } finally {
      await transport.close();
      await store.close();
    }
  });
});

it('F26 DOCTYPE with an entity, toward our own reader alone: refused by name', async () => {
  const bytes = testLetter({ from: 'G99', to: ['H99.02'] }).toString('utf8');
  const place = stage.place('doctype');
  const file = join(place, 'a.edxml');
  writeFileSync(file, bytes.replace('?>', '?><!DOCTYPE edXML [<!ENTITY a SYSTEM "file:///etc/passwd">]>'));
  stage.print(`  ${'F26 DOCTYPE with an entity'.padEnd(38)} unreadable, fail`);
  stage.print(`      ${sentenceOf({ code: 'EDXML_DOCTYPE', details: {} })}`);
  await expect(readPackageFile(file, join(place, 'files'))).rejects.toMatchObject({ code: 'EDXML_DOCTYPE' });
});
