import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLgspTransport } from '../../bridge/axis/lgsp/lgsp-transport.ts';
import type { AxisTransport } from '../../bridge/axis/transport.ts';
import { createVxpTransport } from '../../bridge/axis/vxp/vxp-transport.ts';
import { KyguiError } from '../../shared/errors.ts';
import { outgoing, testLetter } from '../sandbox/axis/letters.ts';

/** Answers of an axis that nobody foresaw. Raise the number of runs with KYGUI_FUZZ_RUNS. */
const RUNS = Number(process.env.KYGUI_FUZZ_RUNS ?? 300);

let server: Server;
let reply: { status: number; body: Buffer } = { status: 200, body: Buffer.alloc(0) };
let transports: readonly AxisTransport[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      response.writeHead(reply.status, { 'Content-Type': 'application/json' });
      // Two pieces, so that characters and numbers are cut.
      const middle = reply.body.length >> 1;
      response.write(reply.body.subarray(0, middle));
      response.end(reply.body.subarray(middle));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = { endpoint, systemId: 'test.system.01', connectTimeoutMs: 2000, requestTimeoutMs: 5000 };
  transports = [
    createVxpTransport({ ...connection, secret: 'not-a-real-secret' }),
    createLgspTransport({ ...connection, secretKey: 'not-a-real-secret' }),
  ];
});
afterAll(async () => {
  await Promise.all(transports.map((transport) => transport.close()));
  server.closeAllConnections();
  await new Promise<void>((closed) => server.close(() => closed()));
});

/** Members that replies have, with values that they should and should not have. */
const member = fc.oneof(
  fc.constantFrom('OK', 'FAIL', '0', 0, '18', 100, true, false, null, '', 'Thanh cong', 'hash-file', 'docId'),
  fc.jsonValue(),
);
const names = ['status', 'ErrorCode', 'ErrorDesc', 'DocId', 'docId', 'data', 'success', 'message', 'count'];
const row = fc.dictionary(
  fc.constantFrom(
    'docId',
    'senderDocId',
    'code',
    'orgCode',
    'status',
    'from',
    'to',
    'name',
    'edxml',
    'token',
  ),
  member,
);
const object = fc.record(
  Object.fromEntries(
    names.map((name) => [
      name,
      name === 'data' ? fc.oneof(fc.array(row), row, fc.base64String(), member) : member,
    ]),
  ),
  { requiredKeys: [] },
);
const body = fc.oneof(
  { weight: 6, arbitrary: object.map((value) => Buffer.from(JSON.stringify(value), 'utf8')) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(object, fc.nat(200))
      .map(([value, cut]) => Buffer.from(JSON.stringify(value), 'utf8').subarray(0, -cut)),
  },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.string().map((text) => Buffer.from(`<html>${text}</html>`, 'utf8')) },
);
const answer = fc.record({ status: fc.constantFrom(200, 200, 200, 200, 302, 400, 401, 404, 500, 503), body });

/** What the call gave, or the failure; anything else than a failure of the closed list fails the test. */
async function outcome<Result>(
  work: () => Promise<Result>,
): Promise<{ value: Result } | { failure: KyguiError }> {
  try {
    return { value: await work() };
  } catch (thrown) {
    if (!(thrown instanceof KyguiError)) throw thrown;
    expect(thrown.code).toMatch(/^AXIS_/u);
    return { failure: thrown };
  }
}

/** True when the reply is whole JSON that says success in the words of the dialect. */
function saysYes(kind: AxisTransport['kind']): boolean {
  try {
    const value: unknown = JSON.parse(
      reply.body
        .toString('utf8')
        .replace(/^\uFEFF/u, '')
        .trim(),
    );
    if (typeof value !== 'object' || value === null) return false;
    const member = (name: string) =>
      String(Object.entries(value).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]).trim();
    if (kind === 'lgsp') return member('success').toLowerCase() === 'true';
    return member('status').toUpperCase() === 'OK' && Number(member('ErrorCode') || 'none') === 0;
  } catch {
    return false;
  }
}

describe('whatever the axis answers', () => {
  test('a list is believed only from whole JSON with HTTP 2xx', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        reply = given;
        for (const transport of transports) {
          const result = await outcome(() => transport.list('edoc'));
          if ('value' in result) {
            expect(saysYes(transport.kind) && given.status === 200).toBe(true);
            for (const item of result.value) expect(item.docId).not.toBe('');
          }
        }
      }),
      { numRuns: RUNS },
    );
  });

  test('a send is a yes, a no, or doubt, and a transport id is never invented', async () => {
    const letter = outgoing(testLetter({ from: 'H99.01', to: ['H99.02'] }), 'H99.01', ['H99.02']);
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        reply = given;
        for (const transport of transports) {
          const result = await outcome(() => transport.send(letter));
          if ('failure' in result) {
            expect(['not-sent', 'refused', 'unknown']).toContain(result.failure.details.outcome);
            if (given.status >= 500 && given.body[0] !== 0x7b)
              expect(result.failure.details.outcome).toBe('unknown');
          } else {
            expect(saysYes(transport.kind)).toBe(true);
            expect(result.value.raw).toBe(given.body.toString('utf8'));
            if (result.value.docId !== null) expect(given.body.toString('utf8')).toContain('ocId');
          }
        }
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  });

  test('packages, acknowledgements, sent lists and directories end in a result or in a failure of the list', async () => {
    await fc.assert(
      fc.asyncProperty(answer, async (given) => {
        reply = given;
        for (const transport of transports) {
          const fetched = await outcome(async () => {
            let size = 0;
            for await (const piece of transport.fetch('68ee1c50c2dcb14db773f484')) size += piece.length;
            return size;
          });
          if ('value' in fetched) expect(saysYes(transport.kind)).toBe(true);
          await outcome(() => transport.acknowledge('68ee1c50c2dcb14db773f484', 'done'));
          await outcome(() => transport.sentList({ messageType: 'edoc' }));
          await outcome(async () => {
            for await (const unit of transport.directory()) expect(unit.code).not.toBe('');
          });
        }
      }),
      { numRuns: Math.ceil(RUNS / 2) },
    );
  });
});
