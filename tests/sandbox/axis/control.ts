import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AxisCore } from './core.ts';
import {
  FAULTS,
  type FaultRuleInput,
  faultRuleSchema,
  faultScheduleSchema,
  isDelivered,
  scheduledFaults,
} from './faults.ts';
import { readSmall, sendText } from './http-io.ts';
import type { StoredItem, StoredPackage } from './state.ts';
import type { Transcript } from './transcript.ts';
import type { VxpSettings } from './vxp.ts';

export interface SandboxDump {
  agencies: { code: string; oldCode: string; name: string; systemId: string; state: string }[];
  packages: StoredPackage[];
  items: StoredItem[];
  duplicates: { key: string; count: number }[];
  faults: ReturnType<AxisCore['faults']['list']>;
}

/** Everything the axis holds, without secrets. */
export function dump(core: AxisCore): SandboxDump {
  return {
    agencies: core.agencies.map(({ code, oldCode, name, systemId, locked, closed }) => ({
      code,
      oldCode,
      name,
      systemId,
      state: closed === true ? 'closed' : locked === true ? 'locked' : 'open',
    })),
    packages: [...core.state.packages.values()],
    items: [...core.state.items.values()],
    duplicates: core.duplicates(),
    faults: core.faults.list(),
  };
}

/** Forgets all packages and faults. */
export function reset(core: AxisCore, settings: VxpSettings): void {
  core.faults.clear();
  core.state.reset();
  settings.directoryUnits = settings.initialDirectoryUnits;
}

/**
 * Switches a fault on. Faults that concern a package of their own (F10, F14, F15, F16, F22, and F9
 * `before-letter`) deliver it at once from G99 and return its transport id; the others return null.
 */
export async function inject(
  core: AxisCore,
  settings: VxpSettings,
  input: FaultRuleInput,
): Promise<string | null> {
  const { rule, variant } = core.faults.add(input);
  if (rule.id === 'F17' && variant === 'large' && rule.probability === undefined)
    settings.directoryUnits = Math.max(settings.directoryUnits, 123_000);
  if (!isDelivered(rule.id, variant) || rule.probability !== undefined) return null;
  return core.deliverFault(rule, variant, core.agencies[0]?.code ?? '');
}

/**
 * JSON over HTTP, for scripts and for the page: `GET /sandbox/dump`, `/sandbox/faults`, `/sandbox/transcript`;
 * `POST /sandbox/inject` (a fault rule), `/sandbox/schedule` (seed and probability: all faults in turn), `/sandbox/deliver?from=&to=&messageType=` (raw bytes),
 * `/sandbox/clear-faults`, `/sandbox/reset`.
 */
export async function handleControl(
  core: AxisCore,
  settings: VxpSettings,
  transcript: Transcript,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const reply = (status: number, value: unknown) =>
    sendText(response, status, 'application/json; charset=utf-8', JSON.stringify(value));
  // Pages of other sites must not steer the sandbox: browsers send Origin with a POST.
  const origin = request.headers.origin;
  if (origin !== undefined && origin !== `http://${request.headers.host}`)
    return reply(403, { error: 'origin' });
  const name = url.pathname.slice('/sandbox/'.length);
  switch (`${request.method} ${name}`) {
    case 'GET dump':
      return reply(200, dump(core));
    case 'GET faults':
      return reply(200, { active: core.faults.list(), known: FAULTS });
    case 'GET transcript':
      return reply(200, transcript.recent);
    case 'POST clear-faults':
      core.faults.clear();
      return reply(200, { done: true });
    case 'POST reset':
      reset(core, settings);
      return reply(200, { done: true });
    case 'POST deliver': {
      const messageType = url.searchParams.get('messageType') === 'status' ? 'status' : 'edoc';
      const from = url.searchParams.get('from') ?? 'G99';
      const to = url.searchParams.get('to') ?? '';
      const bytes = await readSmall(request, 256 << 20);
      return reply(200, { docId: await core.deliver(from, to, messageType, bytes) });
    }
    case 'POST inject': {
      const rule = faultRuleSchema.safeParse(JSON.parse((await readSmall(request)).toString('utf8')));
      if (!rule.success) return reply(400, { error: rule.error.issues.map((issue) => issue.message) });
      return reply(200, { docId: await inject(core, settings, rule.data) });
    }
    case 'POST schedule': {
      const wanted = faultScheduleSchema.safeParse(JSON.parse((await readSmall(request)).toString('utf8')));
      if (!wanted.success) return reply(400, { error: wanted.error.issues.map((issue) => issue.message) });
      for (const fault of scheduledFaults(wanted.data)) await inject(core, settings, fault);
      return reply(200, { active: core.faults.list() });
    }
    default:
      return reply(404, { error: 'unknown' });
  }
}
