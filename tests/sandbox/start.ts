import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AxisSandbox, type AxisSandboxOptions, startAxisSandbox } from './axis/server.ts';
import { createOffice, type Office } from './office.ts';
import { createSandboxPki, type SandboxPki } from './pki/create.ts';
import { freePort } from './pki/free-port.ts';
import type { IdentityName } from './pki/identities.ts';
import { type PkiServer, startPkiServer } from './pki/server.ts';
import { type QlvbServer, startQlvb } from './qlvb/server.ts';
import { createSandboxStamps, type SandboxStamps } from './stamps/create.ts';
import { createFaultModule, type FaultModule } from './token/fault-module.ts';
import { createSandboxToken, type SandboxToken } from './token/softhsm.ts';

export interface SandboxOptions {
  /** Everything lies below this folder; a second start finds keys and state again. */
  dir: string;
  /** Told before each step, for progress lines. */
  say?: (step: string) => void;
  /** Seconds between polls of the offices; small in the sandbox so that people need not wait. */
  pollSeconds?: number;
  /** Time limit of one call to the axis in milliseconds. */
  requestTimeoutMs?: number;
  /** Puts a module that misbehaves on command before the sender's token; needs gcc. */
  faultModule?: boolean;
  /** Units of the axis besides those that every sandbox has. */
  units?: Pick<AxisSandboxOptions, 'agencies' | 'directoryUnits'>;
  /** Further settings of the sending office's bridge. */
  senderSettings?: Record<string, unknown>;
}

/** The outside world of one demonstration: authority, tokens, axis, document system, two offices. */
export interface Sandbox {
  dir: string;
  pki: SandboxPki;
  pkiServer: PkiServer;
  axis: AxisSandbox;
  qlvb: QlvbServer;
  stamps: SandboxStamps;
  /** Token of the sending office: leader and agency. */
  token: SandboxToken;
  tokenB: SandboxToken;
  /** Before the sender's token, when asked for. */
  fault: FaultModule | null;
  /** The sending office, H99.01. Not started yet. */
  sender: Office;
  /** The receiving office, H99.02. Not started yet. */
  receiver: Office;
  stop(): Promise<void>;
}

/** Reuses the port of an earlier start in the same folder: certificates name it. */
async function keptPort(dir: string): Promise<number> {
  const file = join(dir, 'pki-port');
  const { readFile } = await import('node:fs/promises');
  const known = Number(await readFile(file, 'utf8').catch(() => ''));
  const port = known > 0 ? known : await freePort();
  await writeFile(file, String(port));
  return port;
}

export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const dir = resolve(options.dir);
  const say = options.say ?? (() => {});
  await mkdir(dir, { recursive: true });
  say('certificate authority');
  const pki = await createSandboxPki(join(dir, 'pki'), { port: await keptPort(dir) });
  const pkiServer = await startPkiServer(join(dir, 'pki'), pki.port);
  say('tokens');
  const makeToken = (name: string, identities: IdentityName[]) =>
    createSandboxToken(join(dir, name), pki, { identities });
  const token = await makeToken('token', ['leader', 'agency', 'leaderExpired']);
  const fault = options.faultModule ? await createFaultModule(join(dir, 'fault'), token) : null;
  const tokenB = await makeToken('token-b', ['leaderB', 'agencyB']);
  const stampDir = join(dir, 'stamps');
  await mkdir(stampDir, { recursive: true });
  const stamps = await createSandboxStamps(stampDir);
  say('axis and document system');
  const axis = await startAxisSandbox({ port: 0, stateDir: join(dir, 'axis'), ...options.units });
  const qlvb = await startQlvb({ port: 0, stateDir: join(dir, 'qlvb') });

  const office = (code: string, held: SandboxToken | FaultModule, more: Record<string, unknown>) => {
    const unit = axis.agencies.find((agency) => agency.code === code);
    if (!unit) throw new Error(`no agency ${code} in the sandbox`);
    const poll = options.pollSeconds ?? 2;
    return createOffice({
      home: join(dir, `office-${code}`),
      secret: unit.secret,
      settings: {
        agency: {
          code,
          name: unit.name,
          parent: 'UBND tỉnh Mẫu',
          email: unit.mail,
          place: 'Mẫu A',
          oldCodes: [unit.oldCode],
        },
        axis: {
          kind: 'vxp',
          endpoint: axis.vxpEndpoint,
          systemId: unit.systemId,
          // The sandbox's list is complete; a real axis has to show that first.
          trustSentList: true,
          ...(options.requestTimeoutMs && { requestTimeoutMs: options.requestTimeoutMs }),
        },
        tokens: { modules: [held.modulePath], discover: false, environment: held.env },
        trust: pki.trustDir,
        intermediates: pki.issuingPath,
        poll: { inboxSeconds: poll, outboxSeconds: 1 },
        ...more,
      },
    });
  };
  const sender = await office('H99.01', fault ?? token, {
    stamps: [
      { role: 'approve', certificate: pki.identities.leader.thumbprint, file: stamps.signature },
      {
        role: 'issue',
        certificate: pki.identities.agency.thumbprint,
        file: stamps.seal,
        widthMm: stamps.sealWidthMm,
      },
    ],
    ...options.senderSettings,
  });
  const receiver = await office('H99.02', tokenB, {});
  return {
    dir,
    pki,
    pkiServer,
    axis,
    qlvb,
    stamps,
    token,
    tokenB,
    fault,
    sender,
    receiver,
    async stop() {
      await Promise.all([sender.stop(), receiver.stop()]);
      await Promise.all([axis.stop(), qlvb.stop(), pkiServer.close()]);
    },
  };
}
