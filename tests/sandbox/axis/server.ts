import { mkdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SANDBOX_AGENCIES, type SandboxAgency } from './agencies.ts';
import { dump, handleControl, inject, reset, type SandboxDump } from './control.ts';
import { AxisCore } from './core.ts';
import { type FaultRuleInput, FaultSchedule, type FaultScheduleInput, scheduledFaults } from './faults.ts';
import { handleLgsp, LgspTokens } from './lgsp.ts';
import { handlePages } from './pages.ts';
import { AxisState } from './state.ts';
import { Transcript } from './transcript.ts';
import { handleVxp, type VxpSettings } from './vxp.ts';

export interface AxisSandboxOptions {
  /** 0 or absent takes a free port. */
  port?: number;
  /** What the axis holds, kept over restarts. */
  stateDir: string;
  agencies?: readonly SandboxAgency[];
  /** JSON lines of all calls; `transcript.jsonl` in the state folder by default. */
  transcript?: string;
  /** Generated units in the directory, up to 123,000 and more. */
  directoryUnits?: number;
  acceptProperHash?: boolean;
  timestampWindowSeconds?: number;
  /** Milliseconds since 1970. */
  clock?: () => number;
}

export interface AxisSandbox {
  /** Address of the page for people, and base of `/sandbox/*`. */
  readonly url: string;
  /** `endpoint` of the national profile. */
  readonly vxpEndpoint: string;
  /** Base address of the provincial profile; user name and password are system id and secret. */
  readonly lgspEndpoint: string;
  readonly port: number;
  readonly agencies: readonly SandboxAgency[];
  readonly transcript: string;
  /** Switches a fault on; faults that deliver a package return its transport id. */
  inject(fault: FaultRuleInput): Promise<string | null>;
  /** Every fault of the list at random moments; the same seed strikes the same calls. */
  schedule(faults: FaultScheduleInput): Promise<void>;
  clearFaults(): void;
  dump(): SandboxDump;
  /** Forgets all packages and faults. */
  reset(): void;
  stop(): Promise<void>;
}

/** Recipient lists travel twice in the headers; a real axis' limit is not known. */
const HEADER_BYTES = 1 << 20;

/**
 * The document axis of the sandbox on 127.0.0.1: the national profile under `/vxp`, the
 * provincial one under `/lgsp`, a page for people at `/`,
 * and `/sandbox/*` to inject faults, reset and look inside.
 */
export async function startAxisSandbox(options: AxisSandboxOptions): Promise<AxisSandbox> {
  mkdirSync(options.stateDir, { recursive: true });
  const faults = new FaultSchedule();
  const clock = options.clock ?? Date.now;
  const core = new AxisCore(
    new AxisState(options.stateDir),
    options.agencies ?? SANDBOX_AGENCIES,
    faults,
    clock,
  );
  const transcript = new Transcript(options.transcript ?? join(options.stateDir, 'transcript.jsonl'));
  const directoryUnits = options.directoryUnits ?? 200;
  const settings: VxpSettings = {
    directoryUnits,
    initialDirectoryUnits: directoryUnits,
    acceptProperHash: options.acceptProperHash ?? false,
    timestampWindowSeconds: options.timestampWindowSeconds ?? 0,
  };

  const tokens = new LgspTokens();

  const route = async (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (url.pathname.startsWith('/vxp/')) {
      const operation = url.pathname.slice('/vxp/'.length);
      await handleVxp(core, settings, transcript, operation, request, response, expectsContinue);
      return;
    }
    if (url.pathname.startsWith('/lgsp/v1/')) {
      await handleLgsp(core, settings, transcript, tokens, url, request, response, expectsContinue);
      return;
    }
    if (expectsContinue) response.writeContinue();
    if (url.pathname.startsWith('/sandbox/'))
      await handleControl(core, settings, transcript, url, request, response);
    else await handlePages(core, transcript, url, response);
  };
  const answer = (request: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    route(request, response, expectsContinue).catch((error: unknown) => {
      if (response.destroyed) return;
      if (!response.headersSent) response.writeHead(500, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end(error instanceof Error ? error.message : 'failed');
    });
  };
  const server = createServer({ maxHeaderSize: HEADER_BYTES, requestTimeout: 0 }, (request, response) =>
    answer(request, response, false),
  );
  server.on('checkContinue', (request, response) => answer(request, response, true));
  await new Promise<void>((ready, failed) => {
    server.once('error', failed);
    server.listen(options.port ?? 0, '127.0.0.1', ready);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    vxpEndpoint: `${url}/vxp`,
    lgspEndpoint: `${url}/lgsp`,
    port,
    agencies: core.agencies,
    transcript: transcript.path,
    inject: (fault) => inject(core, settings, fault),
    schedule: async (wanted) => {
      for (const fault of scheduledFaults(wanted)) await inject(core, settings, fault);
    },
    clearFaults: () => faults.clear(),
    dump: () => dump(core),
    reset: () => reset(core, settings),
    stop: async () => {
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
}
