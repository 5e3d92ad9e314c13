import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createLgspTransport } from '../../bridge/axis/lgsp/lgsp-transport.ts';
import { FAULTS } from '../sandbox/axis/faults.ts';
import { startAxisSandbox } from '../sandbox/axis/server.ts';
import {
  agency,
  axis,
  bytesOf,
  calls,
  folder,
  letter,
  lgsp,
  opened,
  vxp,
} from './support/fault-transports.ts';

/** The fault list of the axis API, part C: what the client must make of each that concerns a call and its answer. */

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
