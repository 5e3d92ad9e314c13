// @long
/** @needs openssl softhsm2-util pkcs11-tool */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort } from '../sandbox/pki/free-port.ts';
import { type Sandbox, startSandbox } from '../sandbox/start.ts';
import { makeLetter } from '../vectors/make-pdf.ts';
import { createRunner, expectRefusal, type Runner } from './support/cli.ts';

let dir = '';
let sandbox: Sandbox;
let sender: Runner;
let receiver: Runner;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-cli-axis-'));
  sandbox = await startSandbox({ dir, pollSeconds: 1 });
  sender = await createRunner(sandbox.sender.home, { PIN: sandbox.token.pin });
  receiver = await createRunner(sandbox.receiver.home, { PIN: sandbox.tokenB.pin });
  await writeFile(at('letter.pdf'), await makeLetter());
});
afterAll(async () => {
  await sandbox?.stop();
  await rm(dir, { recursive: true, force: true });
});

const at = (name: string) => join(dir, name);

/** Builds `NAME.edxml` from the sender's side. */
async function build(name: string, number: string, to: string[], file = 'letter.pdf', from = 'H99.01') {
  const spec = {
    from: { organId: from, organName: 'UBND xã Mẫu A' },
    recipients: to.map((code) => ({ code })),
    number,
    notation: 'SNV-VP',
    date: '2026-01-05',
    subject: 'V/v thử nghiệm liên thông',
    signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
    documentType: { type: 1, typeName: 'Công văn' },
    place: 'Mẫu A',
    attachments: [{ path: file }],
  };
  await writeFile(at(`${name}.json`), JSON.stringify(spec));
  const built = await sender.run(['edxml', 'build', at(`${name}.json`), '-o', at(`${name}.edxml`)]);
  expect(built.status, JSON.stringify(built.json)).toBe(0);
  return built.json;
}

async function sign(input: string, output: string, ...words: string[]) {
  const answered = await sender.run(['sign', at(input), '-o', at(output), '--pin-env', 'PIN', ...words]);
  expect(answered.status, JSON.stringify(answered.json)).toBe(0);
}

/** `approved.pdf` with the agency's signature under this number, as `NAME.pdf`. */
async function issue(name: string, number: string) {
  const stamp = ['--image', sandbox.stamps.seal, '--image-width', '36'];
  const role = ['--role', 'issue', '--cert', 'agency', '--number', number, '--date', '2026-01-05'];
  await sign('approved.pdf', `${name}.pdf`, ...role, ...stamp);
}

/** Asks again until what is awaited is there; a hang ends with the test's own limit and the last answer. */
async function until<T>(ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await ask();
    if (found !== undefined) return found;
    await sleep(300);
  }
}

type Letter = {
  letterId: string;
  state: string;
  recipients: { code: string; state: string }[];
  timelines: { code: string; entries: { statusCode: string | null }[] }[];
};

describe('two agencies without a browser', () => {
  test('build, sign, send, take in, accept: the sender sees 01 and 03', async () => {
    const image = ['--image', sandbox.stamps.signature];
    await sign('letter.pdf', 'approved.pdf', '--role', 'approve', '--cert', 'leader', ...image);
    await issue('issued', '15');
    const built = await build('first', '15', ['H99.02'], 'issued.pdf');

    await sandbox.receiver.start();
    const sent = await sender.run(['send', at('first.edxml')]);
    expect(sent).toMatchObject({ status: 0, json: { documentId: built.documentId, state: 'receipted' } });
    const { letterId } = sent.json as unknown as Letter;
    const { checks } = sent.json as { checks: { id: string; result: string }[] };
    expect(checks.filter(({ result }) => result === 'pass').map(({ id }) => id)).toEqual(
      expect.arrayContaining(['secrecy', 'signatures.person', 'signatures.agency', 'printed.code']),
    );
    expect(checks.filter(({ result }) => result === 'refuse')).toEqual([]);
    expect((await sender.run(['status', letterId])).json.checks).toEqual(checks);
    const again = await sender.run(['send', at('first.edxml')]);
    expect(again.json.letterId).toBe(letterId);

    const item = await until(async () => {
      const { json } = await receiver.run(['inbox', '--limit', '5']);
      return (json.items as { itemId: string; code: string; sound: boolean; fromCode: string }[])[0];
    });
    expect(item).toMatchObject({ code: '15/SNV-VP', fromCode: 'H99.01', sound: true });
    const shown = await receiver.run(['inbox', 'show', item.itemId]);
    expect(shown).toMatchObject({ status: 0, json: { itemId: item.itemId, late: null, attachments: [{}] } });
    expectRefusal(await receiver.run(['inbox', 'show', 'nothing']), 'RECEIVING_UNKNOWN_ITEM', 3);
    const stamp = ['inbox', 'accept', item.itemId, '--number', '7', '--date', '2026-01-06', '--stamp'];
    expectRefusal(await receiver.run(stamp), 'USAGE', 2);
    const accepted = await receiver.run([...stamp, '--cert', 'agencyB', '--pin-env', 'PIN']);
    expect(accepted, JSON.stringify(accepted.json)).toMatchObject({
      status: 0,
      json: {
        lastStatus: '03',
        entry: { number: '7', date: '2026-01-06' },
        attachments: [{ stamped: true }],
      },
    });
    const twice = await receiver.run([...stamp, '--cert', 'agencyB', '--pin-env', 'PIN']);
    expectRefusal(twice, 'RECEIVING_ANSWER_ORDER', 3);
    expectRefusal(await receiver.run(['inbox', 'accept', item.itemId]), 'RECEIVING_ANSWER_ORDER', 3);

    await sandbox.sender.start();
    const seen = await until(async () => {
      const { json } = await sender.run(['outbox']);
      const letter = (json.letters as Letter[]).find((one) => one.letterId === letterId);
      return letter?.recipients[0]?.state === 'accepted' ? letter : undefined;
    });
    expect(seen.recipients).toMatchObject([{ code: 'H99.02', state: 'accepted' }]);
    const status = await sender.run(['status', letterId]);
    const codes = (status.json as unknown as Letter).timelines[0]?.entries.map((entry) => entry.statusCode);
    expect(codes).toEqual(expect.arrayContaining(['01', '03']));
    expect(sandbox.axis.dump().packages.filter(({ messageType }) => messageType === 'edoc')).toHaveLength(1);
    await sandbox.sender.stop();
    await sandbox.receiver.stop();
  });

  test('a letter that was sent is recalled once, and the receiver sees the recall beside the letter', async () => {
    const { json } = await sender.run(['outbox']);
    const letterId = (json.letters as Letter[])[0]?.letterId ?? '';
    expectRefusal(
      await sender.run(['recall', letterId, '--reason', '[MẬT] gửi nhầm']),
      'STATE_SECRET_MARK',
      3,
    );
    const recalled = await sender.run(['recall', letterId, '--reason', 'Nhầm phụ lục']);
    expect(recalled.json.checks).toContainEqual(expect.objectContaining({ id: 'secrecy', result: 'pass' }));
    expect(recalled).toMatchObject({ status: 0, json: { state: 'receipted' } });
    expect(recalled.json.letterId).not.toBe(letterId);
    // Nothing is unsent: a restore would have nothing to ask the axis for.
    expect((await sender.run(['outbox', 'verify-first'])).json).toEqual({ count: 0 });
    const again = await sender.run(['recall', letterId, '--reason', 'Nhầm phụ lục']);
    expect(again.json.letterId).toBe(recalled.json.letterId);
    await sandbox.receiver.start();
    const kinds = await until(async () => {
      const { json: inbox } = await receiver.run(['inbox']);
      const items = inbox.items as { kind: string }[];
      return items.length === 2 ? items.map(({ kind }) => kind) : undefined;
    });
    await sandbox.receiver.stop();
    expect(kinds.sort()).toEqual(['new', 'recall']);
    expectRefusal(await sender.run(['recall', 'nothing', '--reason', 'x']), 'SENDING_UNKNOWN_LETTER', 3);
    expectRefusal(await sender.run(['recall', letterId]), 'USAGE', 2);
  });

  test('the record of what was done is exported and holds; one changed word does not', async () => {
    const exported = await sender.run(['audit', 'export', '-o', at('record.jsonl')]);
    expect(exported.status).toBe(0);
    const verified = await sender.run(['audit', 'verify', at('record.jsonl')]);
    expect(verified).toMatchObject({
      status: 0,
      json: { intact: true, faults: [], rows: exported.json.rows },
    });
    expect(exported.json.rows).toBeGreaterThan(0);
    const text = await readFile(at('record.jsonl'), 'utf8');
    expect(text).toContain('H99.02');
    await writeFile(at('forged.jsonl'), text.replace('H99.02', 'H99.03'));
    const forged = await sender.run(['audit', 'verify', at('forged.jsonl')]);
    expect(forged).toMatchObject({ status: 3, json: { intact: false, faults: [{ problem: 'hash' }] } });
    expectRefusal(await sender.run(['audit', 'export', '-o', at('record.jsonl')]), 'RECORD_UNWRITABLE', 1);
    expect(await readFile(at('record.jsonl'), 'utf8')).toBe(text);
    expectRefusal(await sender.run(['audit', 'verify', at('no-record.jsonl')]), 'RECORD_UNREADABLE', 1);
  });

  test('the directory is fetched and searched by name without marks and by code', async () => {
    const synced = await sender.run(['directory', 'sync']);
    expect(synced.status).toBe(0);
    expect(synced.json.units).toBeGreaterThan(0);
    for (const text of ['ubnd xa mau b', 'H99.02']) {
      const { status, json } = await sender.run(['directory', 'search', text, '--limit', '5']);
      expect(status).toBe(0);
      expect((json.units as { code: string }[]).map(({ code }) => code)).toContain('H99.02');
    }
  });

  test('the directory is a tree, and its units stand in groups that are kept, carried and renewed', async () => {
    const branch = await sender.run(['directory', 'tree', 'H99']);
    expect(branch).toMatchObject({ status: 0, json: { unit: { code: 'H99' }, closed: 1 } });
    expect((branch.json.units as { code: string }[]).map(({ code }) => code)).toContain('H99.02');
    expectRefusal(await sender.run(['directory', 'tree', 'X1']), 'DIRECTORY_UNIT_UNKNOWN', 3);

    const group = (...words: string[]) => sender.run(['directory', 'group', ...words]);
    expect(await group('save', 'Các xã', 'H99.02', 'H99.90')).toMatchObject({
      status: 0,
      json: { name: 'Các xã', size: 2, closed: 1 },
    });
    expect((await group('renew', 'các xã')).json).toMatchObject({ size: 2, closed: 0 });
    expect((await group('export', at('groups.csv'), '--csv')).status).toBe(0);
    expectRefusal(await group('export', at('groups.csv')), 'RECORD_UNWRITABLE', 1);
    expect((await group('rename', 'Các xã', 'Xã cũ')).status).toBe(0);
    expect((await group('import', at('groups.csv'))).status).toBe(0);
    const { groups } = (await group('list')).json as { groups: { name: string; size: number }[] };
    expect(groups).toMatchObject([
      { name: 'Các xã', size: 2 },
      { name: 'Xã cũ', size: 2 },
    ]);
    expectRefusal(await group('rename', 'Các xã', 'XÃ CŨ'), 'DIRECTORY_GROUP_NAME_TAKEN', 3);
    expect((await group('delete', 'Xã cũ')).status).toBe(0);
    expectRefusal(await group('show', 'Xã cũ'), 'DIRECTORY_GROUP_UNKNOWN', 3);
  });
});

describe('a package that cannot be sent', () => {
  test('goes to a code that no agency has', async () => {
    await build('unknown', '21', ['H99.77']);
    expectRefusal(await sender.run(['send', at('unknown.edxml')]), 'DIRECTORY_UNIT_UNKNOWN', 3);
    expect(JSON.stringify((await sender.run(['outbox'])).json)).not.toContain('21/SNV-VP');
  });

  test("goes to an agency that is locked: the letter is kept with the axis' reason", async () => {
    await issue('locked', '22');
    await build('locked', '22', ['H99.04'], 'locked.pdf');
    const sent = await sender.run(['send', at('locked.edxml')]);
    expect(sent).toMatchObject({
      status: 1,
      json: { state: 'failed', error: { code: expect.stringMatching(/^AXIS_/u) } },
    });
    const retried = await sender.run(['outbox', 'retry', String(sent.json.letterId), '--decision', 'resend']);
    expect(retried.status).toBe(0);
    const cancelled = await sender.run(['outbox', 'cancel', String(sent.json.letterId)]);
    expect(cancelled).toMatchObject({ status: 0, json: { state: 'cancelled' } });
  });

  test('bears no signature, or that of the competent person alone: refused by name, and nothing is kept', async () => {
    await build('unsigned', '24', ['H99.02']);
    await build('approved', '24', ['H99.02'], 'approved.pdf');
    const ids = async (name: string) => {
      const answered = await sender.run(['send', at(`${name}.edxml`)]);
      expectRefusal(answered, 'SENDING_SIGNATURE_REQUIRED', 3);
      const checks = answered.json.checks as { id: string; result: string }[];
      return checks.filter(({ result }) => result === 'refuse').map(({ id }) => id);
    };
    expect(await ids('unsigned')).toEqual(['signatures.person', 'signatures.agency']);
    expect(await ids('approved')).toEqual(['signatures.agency']);
    expect(JSON.stringify((await sender.run(['outbox'])).json)).not.toContain('24/SNV-VP');
  });

  test('breaks a rule: the printed number is another; policy may weigh it otherwise', async () => {
    await build('other-number', '25', ['H99.02'], 'issued.pdf');
    const refused = await sender.run(['send', at('other-number.edxml')]);
    expectRefusal(refused, 'SENDING_RULE_BROKEN', 3);
    expect(refused.json.checks).toContainEqual(
      expect.objectContaining({ id: 'M.Printed.Number', result: 'refuse' }),
    );
    const file = join(sender.home, 'settings.json');
    const before = await readFile(file, 'utf8');
    await sender.settle({ ...JSON.parse(before), sending: { policy: { 'printed.code': 'warning' } } });
    const checked = await sender.run(['send', at('other-number.edxml'), '--check']);
    await writeFile(file, before);
    expect(checked).toMatchObject({ status: 0, json: { ok: true } });
    expect(JSON.stringify((await sender.run(['outbox'])).json)).not.toContain('25/SNV-VP');
  });

  test('names another sender than this office', async () => {
    await build('foreign', '23', ['H99.02'], 'letter.pdf', 'H99.03');
    expectRefusal(await sender.run(['send', at('foreign.edxml')]), 'AXIS_SENDER_UNREGISTERED', 3);
  });

  test('is no package, is empty, is not there', async () => {
    await writeFile(at('empty.edxml'), '');
    expectRefusal(await sender.run(['send', at('empty.edxml')]), 'EDXML_EMPTY', 3);
    expectRefusal(await sender.run(['send', at('missing.edxml')]), 'EDXML_FILE_UNREADABLE', 1);
  });

  test('letters and items that nobody knows', async () => {
    expectRefusal(await sender.run(['status', 'nothing']), 'SENDING_UNKNOWN_LETTER', 3);
    expectRefusal(await sender.run(['outbox', 'cancel', 'nothing']), 'SENDING_UNKNOWN_LETTER', 3);
    expectRefusal(await receiver.run(['inbox', 'answer', 'nothing', 'accept']), 'RECEIVING_UNKNOWN_ITEM', 3);
    expectRefusal(await receiver.run(['inbox', 'answer', 'nothing', 'perhaps']), 'USAGE', 2);
  });
});

describe('the line to the axis', () => {
  async function other(name: string, change: Record<string, unknown>, secret?: string): Promise<Runner> {
    const runner = await createRunner(at(name));
    const settings = JSON.parse(await readFile(join(sender.home, 'settings.json'), 'utf8')) as {
      axis: object;
    };
    const secretFile = join(runner.home, 'axis-secret');
    await writeFile(secretFile, secret ?? (await readFile(join(sender.home, 'axis-secret'))), {
      mode: 0o600,
    });
    await runner.settle({ ...settings, axis: { ...settings.axis, ...change, secretFile } });
    return runner;
  }

  test('an axis that is away is named, and a letter stays in the outbox until it is back', async () => {
    const runner = await other('away', { endpoint: `http://127.0.0.1:${await freePort()}/vxp` });
    expectRefusal(await runner.run(['directory', 'sync']), 'AXIS_UNREACHABLE', 1);
    const { json } = await runner.run(['doctor']);
    const check = (json.checks as { id: string; result: string; next?: object }[]).find(
      ({ id }) => id === 'axis.connection',
    );
    expect(check).toMatchObject({ result: 'fail', next: { vi: expect.stringMatching(/\S/u) } });
  });

  test('a wrong secret is named, never shown', async () => {
    const runner = await other('secret', {}, 'wrong-secret-canary');
    const answered = await runner.run(['directory', 'sync']);
    expectRefusal(answered, 'AXIS_CREDENTIALS', 1);
    expect(JSON.stringify(answered)).not.toContain('canary');
  });

  test('a secret that is not there is a fault of the settings', async () => {
    const runner = await other('no-secret', {});
    await rm(join(runner.home, 'axis-secret'));
    expectRefusal(await runner.run(['outbox']), 'SETTINGS_INVALID', 3);
  });
});
