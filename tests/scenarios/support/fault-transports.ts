import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createLgspTransport } from '../../../bridge/axis/lgsp/lgsp-transport.ts';
import type { AxisTransport } from '../../../bridge/axis/transport.ts';
import { createVxpTransport, type VxpOptions } from '../../../bridge/axis/vxp/vxp-transport.ts';
import { agencyByCode, SANDBOX_AGENCIES } from '../../sandbox/axis/agencies.ts';
import type { FaultRuleInput } from '../../sandbox/axis/faults.ts';
import { outgoing, testLetter } from '../../sandbox/axis/letters.ts';
import { type AxisSandbox, startAxisSandbox } from '../../sandbox/axis/server.ts';
import type { TranscriptEntry } from '../../sandbox/axis/transcript.ts';

/** Transports of both dialects to a sandbox axis that misbehaves, for each test of a file that imports this. */
export let folder = '';
export let axis: AxisSandbox;
export const opened: AxisTransport[] = [];

export function agency(code: string) {
  const unit = agencyByCode(SANDBOX_AGENCIES, code);
  if (unit === undefined) throw new Error(code);
  return unit;
}
export function vxp(code = 'H99.01', more: Partial<VxpOptions> = {}): AxisTransport {
  const { systemId, secret } = agency(code);
  const base = { endpoint: axis.vxpEndpoint, connectTimeoutMs: 2000, requestTimeoutMs: 2500 };
  const transport = createVxpTransport({ ...base, systemId, secret, ...more });
  opened.push(transport);
  return transport;
}
export function lgsp(code = 'H99.01'): AxisTransport {
  const { systemId, secret } = agency(code);
  const transport = createLgspTransport({
    endpoint: axis.lgspEndpoint,
    connectTimeoutMs: 2000,
    requestTimeoutMs: 2500,
    systemId,
    secretKey: secret,
    login: { username: systemId, password: secret, applicationCode: 'kygui' },
  });
  opened.push(transport);
  return transport;
}
export const letter = (to: readonly string[] = ['H99.02']) =>
  outgoing(testLetter({ from: 'H99.01', to, file: Buffer.alloc(60_000, 'Mẫu') }), 'H99.01', to);

export async function bytesOf(transport: AxisTransport, docId: string): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of transport.fetch(docId)) pieces.push(piece);
  return Buffer.concat(pieces);
}
/** Sends one letter and gives back what H99.02 then fetches. */
export async function sendAndFetch(fault: FaultRuleInput): Promise<string> {
  await axis.inject(fault);
  await vxp().send(letter());
  const receiver = vxp('H99.02');
  const [item] = await receiver.list('edoc');
  return (await bytesOf(receiver, item?.docId ?? '')).toString('utf8');
}
export async function calls(operation: string): Promise<TranscriptEntry[]> {
  const lines = (await readFile(axis.transcript, 'utf8')).trim().split('\n');
  return lines
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as TranscriptEntry)
    .filter((entry) => entry.operation === operation);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kygui-faults-'));
  axis = await startAxisSandbox({ stateDir: folder });
});
beforeEach(async () => {
  axis.reset();
  await writeFile(axis.transcript, '');
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((transport) => transport.close()));
});
afterAll(async () => {
  await axis.stop();
  await rm(folder, { recursive: true, force: true });
});
