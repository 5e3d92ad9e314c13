// @long
/** @needs postgres */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultRuleInput } from '../sandbox/axis/faults.ts';
import { DRIVERS } from './support/both-drivers.ts';
import { exchangeStage } from './support/exchange-stage.ts';
import { watchLetter } from './support/fault-account.ts';
import { OFFICE_ONE, OFFICE_TWO, submission } from './support/letters.ts';
import type { TestOffice } from './support/office.ts';

/**
 * Each fault of the axis API, part C, that befalls a letter on its way, with the end that it must come to on both
 * drivers: what the sender's letter says, how often it lies on the axis, what the receiver entered, and what the
 * clerks were shown meanwhile. Packages of strangers, recalls and the directory: fault-packages.test.ts.
 */
const stage = exchangeStage('fault-ends');

/** The letter arrived once, was accepted, and the sender knows. */
const GOOD = 'closed accepted, 1 on the axis, 1 entered, 01 03';
const NOWHERE = '0 on the axis, 0 entered, ';
const sending = { operation: 'sendEdoc' };
const OPEN = 'AXIS_OUTCOME_UNKNOWN';

interface Fault {
  fault: FaultRuleInput;
  end: string;
  /** Codes that some clerk is shown while it lasts; none when nobody need know. */
  seen: readonly string[];
  /** After the end: what the sender's button makes of it. */
  button?: string;
  dialect?: 'lgsp';
}

/** Faults of one letter on its way, and what must have become of it when the fault is over. */
const FAULTS_ON_THE_WAY: Readonly<Record<string, Fault>> = {
  'F1 wrong HMAC': {
    fault: { id: 'F1', variant: 'hmac', ...sending },
    end: GOOD,
    seen: ['AXIS_CREDENTIALS'],
  },
  'F1 stale timestamp': {
    fault: { id: 'F1', variant: 'stale', ...sending },
    end: GOOD,
    seen: ['AXIS_CREDENTIALS'],
  },
  'F1 header differs from the JSON': {
    fault: { id: 'F1', variant: 'mismatch', ...sending },
    end: GOOD,
    seen: ['AXIS_CREDENTIALS'],
  },
  'F2 hash-file refused': { fault: { id: 'F2', ...sending }, end: GOOD, seen: [] },
  'F2 hash-file refused again and again': {
    fault: { id: 'F2', ...sending, times: 2 },
    end: GOOD,
    seen: ['AXIS_HASH_FILE'],
  },
  'F3 recipient unknown': {
    fault: { id: 'F3', variant: 'unknown', agency: 'H99.02' },
    end: `failed failed, ${NOWHERE}`,
    button: GOOD,
    seen: ['AXIS_RECIPIENT_UNKNOWN'],
  },
  'F3 recipient locked': {
    fault: { id: 'F3', variant: 'locked', agency: 'H99.02' },
    end: `failed failed, ${NOWHERE}`,
    button: GOOD,
    seen: ['AXIS_RECIPIENT_LOCKED'],
  },
  'F3 whole package, recipient unknown': {
    fault: { id: 'F3', variant: 'unknown-whole', agency: 'H99.02' },
    end: `failed failed, ${NOWHERE}`,
    button: GOOD,
    seen: ['AXIS_RECIPIENT_UNKNOWN'],
  },
  'F3 whole package, recipient locked': {
    fault: { id: 'F3', variant: 'locked-whole', agency: 'H99.02' },
    end: `failed failed, ${NOWHERE}`,
    button: GOOD,
    seen: ['AXIS_RECIPIENT_LOCKED'],
  },
  'F3 sender unregistered': {
    fault: { id: 'F3', variant: 'unregistered', times: 3 },
    end: GOOD,
    seen: ['AXIS_SENDER_UNREGISTERED'],
  },
  'F4 error page with 200': { fault: { id: 'F4', ...sending }, end: GOOD, seen: [OPEN] },
  'F4 error page after the upload': {
    fault: { id: 'F4', variant: 'html-after', ...sending },
    end: GOOD,
    seen: [OPEN],
  },
  'F4 error page for a list': {
    fault: { id: 'F4', operation: 'getReceivedEdocList' },
    end: GOOD,
    seen: ['AXIS_REPLY_NOT_JSON'],
  },
  'F5 empty answer': { fault: { id: 'F5', variant: 'empty', ...sending }, end: GOOD, seen: [OPEN] },
  'F5 truncated answer': { fault: { id: 'F5', variant: 'truncated', ...sending }, end: GOOD, seen: [OPEN] },
  'F5 truncated list': {
    fault: { id: 'F5', variant: 'truncated', operation: 'getReceivedEdocList' },
    end: GOOD,
    seen: ['AXIS_REPLY_TRUNCATED'],
  },
  'F5 truncated package': {
    fault: { id: 'F5', variant: 'truncated', operation: 'getEdoc' },
    end: GOOD,
    seen: ['AXIS_REPLY_TRUNCATED'],
  },
  'F6 number for a code': { fault: { id: 'F6', variant: 'number', ...sending }, end: GOOD, seen: [] },
  'F6 no id': { fault: { id: 'F6', variant: 'no-docid', ...sending }, end: GOOD, seen: [OPEN] },
  'F7 stays after done': { fault: { id: 'F7' }, end: GOOD, seen: [] },
  'F8 same id twice in the list': { fault: { id: 'F8', variant: 'same-docid' }, end: GOOD, seen: [] },
  'F8 same letter under a new id': { fault: { id: 'F8', variant: 'new-docid' }, end: GOOD, seen: [] },
  'F8 same letter under the old code': { fault: { id: 'F8', variant: 'old-code' }, end: GOOD, seen: [] },
  'F9 status twice': { fault: { id: 'F9', variant: 'twice' }, end: GOOD, seen: [] },
  'F9 code without its zero': { fault: { id: 'F9', variant: 'unpadded' }, end: GOOD, seen: [] },
  'F9 out of order': { fault: { id: 'F9', variant: 'out-of-order' }, end: GOOD, seen: [] },
  'F11 alias receiver': { fault: { id: 'F11' }, end: GOOD, seen: [] },
  'F12 hop without a code': { fault: { id: 'F12', variant: 'no-organ' }, end: GOOD, seen: [] },
  'F12 hop called null': { fault: { id: 'F12', variant: 'null' }, end: GOOD, seen: [] },
  'F13 no description': { fault: { id: 'F13', variant: 'no-description' }, end: GOOD, seen: [] },
  'F13 types differ': { fault: { id: 'F13', variant: 'type-mismatch' }, end: GOOD, seen: [] },
  'F18 broken in mid-upload': {
    fault: { id: 'F18', variant: 'mid-upload', ...sending },
    end: GOOD,
    seen: [OPEN],
  },
  'F18 answer lost': { fault: { id: 'F18', variant: 'after-upload', ...sending }, end: GOOD, seen: [OPEN] },
  'F18 package lost': { fault: { id: 'F18', variant: 'lost', ...sending }, end: GOOD, seen: [OPEN] },
  'F18 axis hangs after the upload': {
    fault: { id: 'F18', variant: 'hang', ...sending },
    end: GOOD,
    seen: [OPEN],
  },
  'F20 continue withheld': { fault: { id: 'F20', variant: 'withheld', ...sending }, end: GOOD, seen: [] },
  'F20 continue delayed': { fault: { id: 'F20', variant: 'delayed', ...sending }, end: GOOD, seen: [] },
  'F21 wrong charset': { fault: { id: 'F21', variant: 'latin', ...sending }, end: GOOD, seen: [] },
  'F21 question marks': { fault: { id: 'F21', variant: 'question-marks', ...sending }, end: GOOD, seen: [] },
  'F24 HTTP 401 in mid-loop': { fault: { id: 'F24', variant: '401' }, end: GOOD, dialect: 'lgsp', seen: [] },
  'F24 token expired': { fault: { id: 'F24', variant: 'expired' }, end: GOOD, dialect: 'lgsp', seen: [] },
  'F25 redirect to a log-in page': { fault: { id: 'F25', ...sending }, end: GOOD, seen: ['AXIS_REDIRECT'] },
  'F27 slower than the time limit': {
    fault: { id: 'F27', variant: 'slow', operation: 'sendEdoc', delayMs: 6000 },
    end: GOOD,
    seen: [OPEN],
  },
  'F27 down': {
    fault: { id: 'F27', variant: 'down', times: 2 },
    end: GOOD,
    seen: ['AXIS_CONNECTION_BROKEN'],
  },
  'F27 unavailable (503)': {
    fault: { id: 'F27', variant: 'unavailable', times: 2 },
    end: GOOD,
    seen: ['AXIS_HTTP', OPEN],
  },
};

describe.each(DRIVERS)('on %s', (driver) => {
  const offices: Partial<Record<'vxp' | 'lgsp', [TestOffice, TestOffice]>> = {};
  beforeAll(async () => {
    for (const dialect of ['vxp', 'lgsp'] as const) {
      const choice = { dialect, timeoutMs: 3000 };
      offices[dialect] = [
        await stage.open(driver, OFFICE_ONE, choice),
        await stage.open(driver, OFFICE_TWO, choice),
      ];
    }
    stage.print(driver);
  });
  afterAll(() => Promise.all(Object.values(offices).flatMap((pair) => pair.map((office) => office.close()))));

  it.each(Object.entries(FAULTS_ON_THE_WAY))('%s', async (name, { fault, end, seen, button, dialect }) => {
    const { axis } = stage;
    const [one, two] = offices[dialect ?? 'vxp'] ?? [];
    if (!one || !two) throw new Error('not open');
    axis.reset();
    const number = Object.keys(FAULTS_ON_THE_WAY).indexOf(name) + 1;
    const { letterId } = await one.outbox.submit(await submission(stage.place(`files-${driver}`), number));
    const watch = watchLetter(axis, one, two, letterId, `${number}/UBND-VP`);
    await axis.inject(fault);
    let account = await watch.account();
    for (let round = 0; round < 20 && account.found !== end; round += 1) {
      await watch.goOn();
      account = await watch.account();
    }
    const [struck] = axis.dump().faults;
    // Nothing comes twice afterwards.
    await watch.goOn();
    expect((await watch.account()).found).toBe(end);
    expect(struck?.fired, 'the fault never struck').toBeGreaterThan(0);
    stage.print(`  ${name.padEnd(38)} ${end}`, ...[...watch.seen.values()].map((line) => `      ${line}`));
    expect([...watch.seen.keys()].sort()).toEqual([...seen].sort());
    if (button === undefined) return;
    axis.clearFaults();
    await one.outbox.retry(letterId);
    for (let round = 0; round < 4; round += 1) await watch.goOn();
    expect((await watch.account()).found).toBe(button);
  });
});
