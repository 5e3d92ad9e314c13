/** @needs openssl */
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type AxisSandbox, startAxisSandbox } from '../sandbox/axis/server.ts';
import { createOffice, type Office } from '../sandbox/office.ts';
import { createSandboxPki, type SandboxPki } from '../sandbox/pki/create.ts';
import { freePort } from '../sandbox/pki/free-port.ts';
import { type PkiServer, startPkiServer } from '../sandbox/pki/server.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { createRunner, expectRefusal, type Runner } from './support/cli.ts';
import { lenientSending } from './support/lenient-policy.ts';

/** What offices keep and count afterwards: time-stamped record, archive of a letter, figures, replacement. */
let dir = '';
let axis: AxisSandbox;
let pki: SandboxPki;
let authority: PkiServer;
let sender: Runner;
let receiver: Runner;
const offices: Record<string, Office> = {};
let letterId = '';

const at = (name: string) => join(dir, name);

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-record-'));
  pki = await createSandboxPki(at('pki'), { port: await freePort() });
  authority = await startPkiServer(at('pki'), pki.port);
  axis = await startAxisSandbox({ port: 0, stateDir: at('axis') });
  await writeFile(at('letter.pdf'), await makeLetter());
  for (const code of ['H99.01', 'H99.02']) {
    const unit = axis.agencies.find((agency) => agency.code === code);
    offices[code] = await createOffice({
      home: at(code),
      secret: unit?.secret ?? '',
      settings: {
        agency: { code, name: unit?.name },
        axis: {
          kind: 'vxp',
          endpoint: axis.vxpEndpoint,
          systemId: unit?.systemId,
          trustSentList: true,
        },
        tokens: { discover: false },
        signing: { tsa: pki.tsaUrl },
        sending: lenientSending,
        poll: { inboxSeconds: 1, outboxSeconds: 0.5, stampHours: 0.0003 },
      },
    });
  }
  sender = await createRunner(at('H99.01'));
  receiver = await createRunner(at('H99.02'));
});
afterAll(async () => {
  await Promise.all(Object.values(offices).map((office) => office.kill()));
  await axis?.stop();
  await authority?.close();
  await rm(dir, { recursive: true, force: true });
});

async function build(number: string): Promise<string> {
  const spec = {
    from: { organId: 'H99.01', organName: 'UBND xã Mẫu A' },
    recipients: [{ code: 'H99.02' }],
    number,
    notation: 'UBND-VP',
    date: '2026-01-05',
    subject: 'V/v số liệu mẫu',
    signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
    documentType: { type: 2, typeName: 'Công văn' },
    place: 'Mẫu A',
    attachments: [{ path: at('letter.pdf') }],
  };
  await writeFile(at(`${number}.json`), JSON.stringify(spec));
  const built = await sender.run(['edxml', 'build', at(`${number}.json`), '-o', at(`${number}.edxml`)]);
  expect(built.status, JSON.stringify(built.json)).toBe(0);
  return at(`${number}.edxml`);
}

async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(300);
  }
}

type Figures = { code: string; sent: number; accepted: number; received: number };

test('the head of the record is time-stamped while the bridge runs, and the file with the root of the authority is all that is needed', {
  timeout: 300_000,
}, async () => {
  const sent = await sender.run(['send', await build('15')]);
  expect(sent, JSON.stringify(sent.json)).toMatchObject({ status: 0, json: { state: 'receipted' } });
  letterId = String(sent.json.letterId);
  await Promise.all(Object.values(offices).map((office) => office.start()));
  await until(async () => {
    const { json } = await sender.run(['status', letterId]);
    return (json.recipients as { state: string }[])[0]?.state === 'arrived' ? true : undefined;
  });
  const { json: inbox } = await receiver.run(['inbox']);
  const [item] = inbox.items as { itemId: string }[];
  expect((await receiver.run(['inbox', 'answer', item?.itemId ?? '', 'accept'])).status).toBe(0);
  const stamped = await until(async () => {
    const file = at(`record-${Date.now()}.jsonl`);
    await sender.run(['audit', 'export', '-o', file]);
    return (await readFile(file, 'utf8')).includes('head-stamped') ? file : undefined;
  });
  await until(async () => {
    const { json } = await sender.run(['status', letterId]);
    return (json.recipients as { state: string }[])[0]?.state === 'accepted' ? true : undefined;
  });
  await Promise.all(Object.values(offices).map((office) => office.stop()));

  const verified = await sender.run(['audit', 'verify', stamped, '--tsa-root', pki.rootPath]);
  expect(verified).toMatchObject({ status: 0, json: { intact: true } });
  const [head] = verified.json.heads as { stampedUpTo: number; stampedAt: string }[];
  expect(head?.stampedUpTo).toBeGreaterThan(0);
  expect(Math.abs(Date.parse(head?.stampedAt ?? '') - Date.now())).toBeLessThan(3_600_000);
  const foreign = await sender.run(['audit', 'verify', stamped, '--tsa-root', pki.issuingPath]);
  const text = await readFile(stamped, 'utf8');
  const [line = ''] = text.split('\n').filter((one) => one.includes('head-stamped'));
  const token = String((JSON.parse(line) as { entry: { token: string } }).entry.token);
  expect(foreign.json.heads).not.toEqual([]);
  await writeFile(at('other.pem'), await readFile(pki.identities.leader.certificatePath));
  expect(await sender.run(['audit', 'verify', stamped, '--tsa-root', at('other.pem')])).toMatchObject({
    status: 3,
    json: { intact: false, faults: expect.arrayContaining([expect.objectContaining({ problem: 'stamp' })]) },
  });
  expect(token.length).toBeGreaterThan(500);
  expectRefusal(
    await sender.run(['audit', 'verify', stamped, '--tsa-root', at('none.pem')]),
    'RECORD_UNREADABLE',
    1,
  );
});

test('the archive of a letter has its package, files, receipt, statuses and record, each with its digest', {
  timeout: 300_000,
}, async () => {
  const done = await sender.run(['export', letterId, '-o', at('archive')]);
  expect(done, JSON.stringify(done.json)).toMatchObject({ status: 0, json: { direction: 'outgoing' } });
  const manifest = JSON.parse(await readFile(at('archive/manifest.json'), 'utf8')) as {
    files: { path: string; sha256: string; size: number }[];
  };
  const paths = manifest.files.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      'package.edxml',
      'letter.json',
      'receipt.txt',
      'record.jsonl',
      'statuses/1.edxml',
      'statuses/2.edxml',
      'files/letter.pdf',
      'verdicts/letter.pdf.json',
    ]),
  );
  for (const { path, sha256, size } of manifest.files) {
    const bytes = await readFile(at(`archive/${path}`));
    expect(bytes.length).toBe(size);
    expect(createHash('sha256').update(bytes).digest('hex'), path).toBe(sha256);
  }
  expect(await readFile(at('archive/package.edxml'))).toEqual(await readFile(at('15.edxml')));
  expect(await readFile(at('archive/files/letter.pdf'))).toEqual(await readFile(at('letter.pdf')));
  expect(await readFile(at('archive/record.jsonl'), 'utf8')).toContain('"kind":"sent"');
  expectRefusal(await sender.run(['export', letterId, '-o', at('archive')]), 'RECORD_UNWRITABLE', 1);

  const { json } = await receiver.run(['inbox']);
  const [item] = json.items as { itemId: string }[];
  const received = await receiver.run(['export', item?.itemId ?? '', '-o', at('archive-in')]);
  expect(received).toMatchObject({ status: 0, json: { direction: 'incoming' } });
  const listed = (received.json.files as { path: string }[]).map(({ path }) => path);
  expect(listed).toEqual(
    expect.arrayContaining(['package.edxml', 'answers/1.edxml', 'answers/1.receipt.txt', 'answers/2.edxml']),
  );
  expectRefusal(await sender.run(['export', 'nothing', '-o', at('none')]), 'SENDING_UNKNOWN_LETTER', 3);
  expect((await readdir(dir)).filter((name) => name.startsWith('none'))).toEqual([]);
});

test('figures for each agency in a period, as a table and as CSV', async () => {
  const day = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
  const counted = await sender.run(['statistics', '--from', day, '--to', day, '--csv', at('so-lieu.csv')]);
  expect(counted.status).toBe(0);
  expect(counted.json.agencies as Figures[]).toMatchObject([
    { code: 'H99.02', sent: 1, accepted: 1, received: 0 },
  ]);
  const csv = await readFile(at('so-lieu.csv'), 'utf8');
  expect(csv.startsWith('\uFEFFMã đơn vị,')).toBe(true);
  expect(csv).toContain('\r\nH99.02,');
  expect(csv).toContain('Tổng cộng');
  const other = await sender.run(['statistics', '--from', '2020-01-01', '--to', '2020-12-31']);
  expect(other.json.agencies).toEqual([]);
  expectRefusal(await sender.run(['statistics', '--from', '1/2/2026']), 'USAGE', 2);
  expectRefusal(await sender.run(['statistics', '--csv', at('so-lieu.csv')]), 'RECORD_UNWRITABLE', 1);
});

test('a replacement waits while sending is paused, goes out once and names the letter it replaces', {
  timeout: 300_000,
}, async () => {
  const file = await build('16');
  expect((await sender.run(['outbox', 'pause'])).json).toEqual({ paused: true });
  expect((await sender.run(['replace', letterId, file, '--reason', 'Sai số liệu'])).json.state).toBe(
    'packaged',
  );
  expect((await sender.run(['outbox', 'resume'])).json).toEqual({ paused: false });
  await sender.run(['send', at('15.edxml')]);
  const replaced = await sender.run(['replace', letterId, file, '--reason', 'Sai số liệu']);
  expect(replaced, JSON.stringify(replaced.json)).toMatchObject({ status: 0, json: { state: 'receipted' } });
  const again = await sender.run(['replace', letterId, file, '--reason', 'Sai số liệu']);
  expect(again.json.letterId).toBe(replaced.json.letterId);
  const [, sent] = axis.dump().packages.filter(({ messageType }) => messageType === 'edoc');
  expect(axis.dump().packages.filter(({ messageType }) => messageType === 'edoc')).toHaveLength(2);
  expect(sent?.documentId).toBe('H99.01,2026/01/05,16/UBND-VP');
  await sender.run(['export', String(replaced.json.letterId), '-o', at('replacement')]);
  const read = await sender.run(['edxml', 'read', at('replacement/package.edxml')]);
  expect(JSON.stringify(read.json)).toContain('H99.01,2026/01/05,15/UBND-VP');
  expectRefusal(await sender.run(['replace', letterId, at('15.edxml')]), 'USAGE', 2);
  expectRefusal(await sender.run(['replace', 'nothing', file]), 'SENDING_UNKNOWN_LETTER', 3);
});
