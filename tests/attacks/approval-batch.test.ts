// @needs openssl
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { expect, test, vi } from 'vitest';
import { RunningBatches, signApproveBatch, signPauseBatch } from '../../bridge/commands/sign-batch.ts';
import { signPrepare } from '../../bridge/commands/sign-prepare.ts';
import { giveBack, giveBackAbandoned, reserve } from '../../bridge/sending/register.ts';
import { settingsSchema } from '../../bridge/settings/schema.ts';
import type { Transaction } from '../../bridge/store/store.ts';
import { KyguiError } from '../../shared/errors.ts';
import { batchDigest } from '../../shared/protocol/approval.ts';
import {
  agency,
  approve,
  approvedLetter,
  bridge,
  context,
  documents,
  ORIGIN,
  PIN,
  page,
  prepare,
  prepared,
  put,
  refusals,
  rig,
  store,
  thumbprint,
  tried,
} from './approval-rig.ts';

/** Three files shown for one batch, in order. */
async function shownBatch() {
  const shown: { jobKey: string; approvalDigest: string }[] = [];
  for (const text of ['mot', 'hai', 'ba']) {
    const { jobKey, approvalDigest } = await prepare(await put(await page(text)));
    shown.push({ jobKey, approvalDigest });
  }
  return shown;
}

const batches = new RunningBatches();
function approveBatch(
  jobs: { jobKey: string; approvalDigest: string }[],
  change: { pin?: string; batchDigest?: string; batchKey?: string } = {},
) {
  return signApproveBatch(
    bridge,
    prepared,
    batches,
  )(
    {
      batchKey: randomUUID(),
      jobs,
      batchDigest: batchDigest(jobs),
      pin: PIN,
      approvedAt: '2026-01-05T01:30:00Z',
      ...change,
    },
    context,
  );
}
const states = ({ jobs }: Awaited<ReturnType<typeof approveBatch>>) => jobs.map(({ state }) => state);

test('a letter slipped into an approved batch, or taken out of it, stops the whole batch before the PIN', async () => {
  const jobs = await shownBatch();
  const approved = batchDigest(jobs);
  const another = await prepare(await put(await page('bon')));
  const more = [...jobs, { jobKey: another.jobKey, approvalDigest: another.approvalDigest }];
  for (const changed of [more, jobs.slice(1), [...jobs].reverse()]) {
    await expect(approveBatch(changed, { batchDigest: approved })).rejects.toMatchObject({
      code: 'DOCUMENT_CHANGED',
    });
  }
  const [first, ...rest] = jobs;
  const exchanged = [{ jobKey: first?.jobKey ?? '', approvalDigest: another.approvalDigest }, ...rest];
  await expect(approveBatch(exchanged)).rejects.toMatchObject({ code: 'DOCUMENT_CHANGED' });
  expect(tried).toEqual([]);
});

test('a batch signs all under one PIN; said again it signs nothing twice; a wrong PIN leaves all of it as it was', async () => {
  const jobs = await shownBatch();
  await expect(approveBatch(jobs, { pin: '0' })).rejects.toMatchObject({ code: 'TOKEN_PIN_WRONG' });
  expect(states(await approveBatch(jobs))).toEqual(['signed', 'signed', 'signed']);
  expect(states(await approveBatch(jobs))).toEqual(['signed', 'signed', 'signed']);
  expect(tried).toEqual(['0', PIN]);
});

test('a token pulled out in the middle of a batch leaves whole files behind and the rest still to be approved', async () => {
  const jobs = await shownBatch();
  let signatures = 0;
  rig.onSign = async () => {
    signatures += 1;
    if (signatures === 2) throw new KyguiError('TOKEN_REMOVED');
  };
  const broken = await approveBatch(jobs);
  expect(states(broken)).toEqual(['signed', 'failed', 'prepared']);
  expect(broken.paused).toMatchObject({ code: 'TOKEN_REMOVED' });
  const [, , rest] = jobs;
  expect(rest && states(await approveBatch([rest]))).toEqual(['signed']);
  expect(tried).toEqual([PIN, PIN]);
});

test('a batch whose token was pulled out goes on with that token alone: another gets no PIN', async () => {
  const jobs = await shownBatch();
  const batchKey = randomUUID();
  rig.onSign = async () => {
    throw new KyguiError('TOKEN_REMOVED');
  };
  expect(states(await approveBatch(jobs, { batchKey }))).toEqual(['failed', 'prepared', 'prepared']);
  rig.onSign = async () => {};
  const rest = jobs.slice(1);
  rig.tokenId = 'another token with the same certificate';
  await expect(approveBatch(rest, { batchKey })).rejects.toMatchObject({ code: 'TOKEN_OTHER' });
  expect(tried).toEqual([PIN]);
  rig.tokenId = 'the first token';
  expect(states(await approveBatch(rest, { batchKey }))).toEqual(['signed', 'signed']);
  expect(tried).toEqual([PIN, PIN]);
});

test('a paused batch ends the file under way and begins no other', async () => {
  const jobs = await shownBatch();
  const batchKey = randomUUID();
  rig.onSign = async () => {
    await signPauseBatch(batches)({ batchKey }, context);
  };
  const paused = await approveBatch(jobs, { batchKey });
  expect(states(paused)).toEqual(['signed', 'prepared', 'prepared']);
  expect(paused.paused).toMatchObject({ code: 'CANCELLED' });
});

test('the next letter of a batch is read while the token signs, but its approval is no row before its turn', async () => {
  const jobs = await shownBatch();
  const begun: string[] = [];
  const { sign } = bridge.reader;
  bridge.reader.sign = (options) => {
    begun.push(options.draft);
    return sign.call(bridge.reader, options);
  };
  const early: unknown[] = [];
  let signatures = 0;
  rig.onSign = async () => {
    signatures += 1;
    const next = jobs[signatures];
    if (!next) return;
    await vi.waitFor(() => expect(begun.length).toBeGreaterThan(signatures), { timeout: 60_000 });
    early.push(await bridge.jobs.find(next.jobKey).catch(({ code }: KyguiError) => code));
  };
  expect(states(await approveBatch(jobs))).toEqual(['signed', 'signed', 'signed']);
  expect(early).toEqual(['SENDING_UNKNOWN_JOB', 'SENDING_UNKNOWN_JOB']);
});

test('a letter whose file was exchanged fails alone: the letters before and after it are signed', async () => {
  const jobs = await shownBatch();
  const [, second] = jobs;
  const document = second && prepared.find(second.jobKey)?.documents[0]?.documentId;
  const { path } = await documents.find(document ?? '');
  await writeFile(path, await page('Noi dung khac'));
  const { paused, jobs: ended } = await approveBatch(jobs);
  expect(ended.map(({ state }) => state)).toEqual(['signed', 'failed', 'signed']);
  expect(ended[1]?.error).toMatchObject({ code: 'PDF_CHANGED_SINCE_CONSENT' });
  expect(paused).toBeNull();
});

test('a number of the register is reserved with the approval, given back when nothing was signed, and given once', async () => {
  const { agency: unit } = bridge.settings;
  Object.assign(bridge, {
    settings: settingsSchema.parse({ agency: unit, register: { enabled: true } }),
    bridgeId: 'one',
  });
  const ask = async (documentId: string, jobKey: string = randomUUID()) => {
    const shown = await signPrepare(bridge, prepared)(
      {
        jobKey,
        origin: ORIGIN,
        certificate: thumbprint(agency),
        documents: [{ documentId, role: 'issue', fields: { number: '07', date: '2026-01-05' } }],
        register: { kind: 'Công văn', source: 'register' },
      },
      context,
    );
    return shown;
  };
  const numbers = async () =>
    (await store.read((sql) => sql.all('SELECT number, state FROM register_number WHERE number = 7'))).map(
      ({ number, state }) => [number, state],
    );
  const one = await ask(await approvedLetter());
  const two = await ask(await approvedLetter());
  expect(await numbers()).toEqual([]);
  await expect(approve(one.jobKey, one.approvalDigest, 'wrong')).rejects.toMatchObject({
    code: 'TOKEN_PIN_WRONG',
  });
  expect(await numbers()).toEqual([[7, 'free']]);
  rig.onSign = async () => {
    throw new KyguiError('TOKEN_REMOVED');
  };
  expect(await approve(one.jobKey, one.approvalDigest)).toMatchObject({ state: 'failed' });
  expect(await numbers()).toEqual([[7, 'free']]);
  rig.onSign = async () => {};
  const again = await ask(await approvedLetter());
  expect(await approve(again.jobKey, again.approvalDigest)).toMatchObject({ state: 'signed' });
  expect(await numbers()).toEqual([[7, 'used']]);

  // Shown with the same number before: it is refused without a try at the PIN, and told as soon as it is shown anew.
  tried.length = 0;
  await expect(approve(two.jobKey, two.approvalDigest)).rejects.toMatchObject({
    code: 'REGISTER_NUMBER_TAKEN',
  });
  expect(tried).toEqual([]);
  expect(refusals(await ask(await approvedLetter(), two.jobKey))).toEqual(['register.taken']);
});

test('a number that is lost while the PIN is looked at is reserved again with the approval, or nothing is signed', async () => {
  const { agency: unit } = bridge.settings;
  Object.assign(bridge, {
    settings: settingsSchema.parse({ agency: unit, register: { enabled: true } }),
    bridgeId: 'one',
  });
  const { openBatch } = bridge.tokens;
  let meanwhile = async () => {};
  bridge.tokens.openBatch = async (request) => {
    await meanwhile();
    return openBatch(request);
  };
  const ask = async () =>
    signPrepare(bridge, prepared)(
      {
        jobKey: randomUUID(),
        origin: ORIGIN,
        certificate: thumbprint(agency),
        documents: [
          {
            documentId: await put(await page()),
            role: 'issue',
            fields: { number: '07', date: '2026-01-05' },
          },
        ],
        register: { kind: 'Công văn', source: 'register' },
      },
      context,
    );
  const series = { agency: unit?.code ?? '', year: 2026, kind: 'Công văn' };
  const other = { ...series, number: 7, jobKey: randomUUID(), owner: 'two', source: 'register' as const };
  const giveAllBack = (sql: Transaction) => giveBackAbandoned(sql, 'one');
  const signatures: string[] = [];
  rig.onSign = async () => {
    signatures.push('made');
  };
  const [first, second] = [await ask(), await ask()];
  meanwhile = () =>
    store.transaction(async (sql) => {
      await giveAllBack(sql);
      await reserve(sql, other);
    });
  expect(await approve(first.jobKey, first.approvalDigest)).toMatchObject({
    state: 'failed',
    error: { code: 'REGISTER_NUMBER_TAKEN' },
  });
  expect(signatures).toEqual([]);
  await store.transaction((sql) => giveBack(sql, other.jobKey));
  meanwhile = () => store.transaction(giveAllBack);
  expect(await approve(second.jobKey, second.approvalDigest)).toMatchObject({ state: 'signed' });
  const [row] = await store.read((sql) =>
    sql.all('SELECT state, job_key FROM register_number WHERE number = 7'),
  );
  expect(row).toMatchObject({ state: 'used', job_key: second.jobKey });
});

test('an approval of one letter beside the batch that signs it tries no PIN and leaves the batch alone', async () => {
  const jobs = await shownBatch();
  const [, , last] = jobs;
  let beside: unknown;
  rig.onSign = async () => {
    beside ??= await approve(last?.jobKey ?? '', last?.approvalDigest ?? '').catch(
      (thrown: unknown) => thrown,
    );
  };
  expect(states(await approveBatch(jobs))).toEqual(['signed', 'signed', 'signed']);
  expect(beside).toMatchObject({ code: 'SENDING_JOB_ORDER' });
  expect(tried).toEqual([PIN]);
});
