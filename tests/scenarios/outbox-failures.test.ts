import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { submission } from './support/letters.ts';
import { axis, folder, outboxWith, steps, store, workOff } from './support/outbox-stage.ts';

describe('when the line or the axis fails', () => {
  it('waits and sends once when nothing had left', async () => {
    axis.faults.push('line-down', 'line-down');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'packaged',
      error: { code: 'AXIS_UNREACHABLE' },
    });
    await workOff(outbox);
    expect(await outbox.item(letterId)).toMatchObject({ state: 'receipted', error: null });
    expect(axis.taken).toHaveLength(1);
  });

  it('finds the package on the axis after a lost answer and does not send it again', async () => {
    axis.faults.push('answer-lost');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    expect((await outbox.item(letterId)).recipients[0]?.state).toBe('outcome-unknown');
    await workOff(outbox);
    expect((await outbox.item(letterId)).axisDocId).toBe(axis.taken[0]?.docId);
    expect(await steps(outbox, letterId)).toEqual([
      'accepted',
      'packaged',
      'claimed',
      'outcome-unknown',
      'asked',
      'sent',
      'receipted',
    ]);
    expect(axis.taken).toHaveLength(1);
  });

  it('does not believe an answer without an id, and asks', async () => {
    axis.faults.push('no-doc-id');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox);
    expect((await outbox.item(letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(1);
  });

  it('sends again only after two looks, apart in time, that did not find the package', async () => {
    axis.faults.push('stopped-in-the-middle');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox);
    expect(axis.taken).toHaveLength(1);
    const done = await steps(outbox, letterId);
    expect(done.filter((step) => step === 'asked')).toHaveLength(2);
    expect(done.slice(-3)).toEqual(['claimed', 'sent', 'receipted']);
  });

  it('leaves it to the clerk when the list of the axis has never shown anything of ours', async () => {
    axis.faults.push('stopped-in-the-middle');
    axis.sentListMode = 'silent';
    const outbox = await outboxWith({ trustSentList: false });
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox);
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'outcome-unknown',
      error: { code: 'SENDING_OUTCOME_UNKNOWN' },
    });
    expect(axis.taken).toHaveLength(0);
    await outbox.retry(letterId, 'resend');
    await workOff(outbox);
    expect(axis.taken).toHaveLength(1);
    expect((await outbox.item(letterId)).state).toBe('receipted');
  });

  it('believes the silence of the list once it has shown an earlier package of ours', async () => {
    const outbox = await outboxWith({ trustSentList: false });
    await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    axis.faults.push('stopped-in-the-middle');
    const second = await outbox.submit(await submission(folder, 2));
    await workOff(outbox);
    expect((await outbox.item(second.letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(2);
  });

  it('asks again by itself, and sends once the list has become an answer', async () => {
    axis.faults.push('stopped-in-the-middle');
    axis.sentListMode = 'silent';
    const outbox = await outboxWith({ trustSentList: false });
    const first = await outbox.submit(await submission(folder, 1));
    await workOff(outbox, 2);
    await outbox.submit(await submission(folder, 2));
    await workOff(outbox, 2);
    expect((await outbox.item(first.letterId)).state).toBe('outcome-unknown');
    axis.sentListMode = 'complete';
    await workOff(outbox, 4);
    expect((await outbox.item(first.letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(2);
  });

  it('takes the word of the clerk that it arrived', async () => {
    axis.faults.push('answer-lost');
    axis.sentListMode = 'silent';
    const outbox = await outboxWith({ trustSentList: false });
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox);
    await outbox.retry(letterId, 'arrived');
    await workOff(outbox);
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'arrived',
      recipients: [{ state: 'arrived' }],
    });
    expect(axis.taken).toHaveLength(1);
  });

  it('does not decide between two packages that look the same', async () => {
    const outbox = await outboxWith();
    axis.faults.push('answer-lost');
    const first = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    axis.take({
      messageType: 'edoc',
      from: 'H99.01',
      to: ['H99.02'],
      bytes: axis.taken[0]?.bytes ?? Buffer.of(),
    });
    await workOff(outbox);
    expect((await outbox.item(first.letterId)).state).toBe('outcome-unknown');
    expect(axis.taken).toHaveLength(2);
  });

  it('goes on with the other recipients when one does not exist', async () => {
    axis.faults.push({ recipient: 'G99' });
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1, { to: ['H99.02', 'G99'] }));
    await workOff(outbox);
    expect((await outbox.item(letterId)).recipients.map(({ code, state }) => [code, state])).toEqual([
      ['H99.02', 'sent'],
      ['G99', 'failed'],
    ]);
    expect(axis.taken.map(({ to }) => to)).toEqual([['H99.02']]);
  });

  it('says which recipient the axis could not reach although it took the package', async () => {
    axis.unreachable.add('G99');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1, { to: ['H99.02', 'G99'] }));
    await workOff(outbox, 2);
    const letter = await outbox.item(letterId);
    expect(letter.recipients.map(({ state }) => state)).toEqual(['sent', 'failed']);
    expect(letter.error).toMatchObject({ code: 'SENDING_RECIPIENT_FAILED', details: { recipient: 'G99' } });
    expect(letter.timelines[1]?.entries.at(-1)?.description).toBe('18 Don vi nhan khong ton tai');
    expect(axis.taken).toHaveLength(1);
  });

  it('puts a package aside after five refusals, with the last one named, and sends it at the press of a button', async () => {
    axis.faults.push(...Array.from({ length: 5 }, () => 'refused' as const));
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await workOff(outbox, 8);
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'failed',
      error: { code: 'SENDING_TOO_MANY_TRIES', details: { tries: 5, last: 'AXIS_SYSTEM_ERROR' } },
      recipients: [{ state: 'failed' }],
    });
    await outbox.retry(letterId);
    await workOff(outbox);
    expect((await outbox.item(letterId)).state).toBe('receipted');
    expect(axis.taken).toHaveLength(1);
  });

  it('sends nothing when the frozen package was changed on the disk', async () => {
    axis.faults.push('line-down');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    appendFileSync(join(folder, 'packages', 'packages', `${letterId}.edxml`), ' ');
    await workOff(outbox);
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'failed',
      error: { code: 'SENDING_FILE_CHANGED' },
    });
    expect(axis.taken).toHaveLength(0);
  });

  it('leaves a letter in doubt to the clerk when its frozen package is gone, and does not try without end', async () => {
    axis.faults.push('answer-lost');
    const outbox = await outboxWith();
    const { letterId } = await outbox.submit(await submission(folder, 1));
    await outbox.tick();
    rmSync(join(folder, 'packages', 'packages', `${letterId}.edxml`));
    await workOff(outbox, 2);
    await outbox.tick();
    expect(await outbox.item(letterId)).toMatchObject({
      state: 'outcome-unknown',
      error: { code: 'SENDING_OUTCOME_UNKNOWN' },
    });
    const due = await store.read((sql) => sql.get('SELECT next_at FROM outbox'));
    expect(Date.parse(String(due?.next_at)) - Date.now()).toBeGreaterThan(1_800_000);
  });
});
