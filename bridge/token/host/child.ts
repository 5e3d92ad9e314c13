import pkcs11, { type Handle } from 'pkcs11js';
import { type HostFailure, type HostReply, hostCalls, hostRequestSchema, PIN_PAD } from './messages.ts';
import { Pkcs11Module } from './module.ts';
import { PinReader } from './pin-reader.ts';
import { PinPadUnavailable, TokenSession } from './session.ts';

/**
 * Entry of the module process: one PKCS#11 module, loaded nowhere else. The module may crash or hang it; the
 * parent watches, kills and starts another. Ends with its parent.
 */
const module = new Pkcs11Module();
const pins = new PinReader();
let modulePath = '';
let session: TokenSession | undefined;

async function run(call: keyof typeof hostCalls, given: unknown): Promise<unknown> {
  switch (call) {
    case 'load':
      modulePath = hostCalls.load.ask.parse(given).module;
      return { library: module.load(modulePath) };
    case 'tokens':
      return module.slots().map(({ slot, token }) => ({ ...token, certificates: publicCertificates(slot) }));
    case 'open': {
      const { slot: wanted } = hostCalls.open.ask.parse(given);
      const found = module.slots().find(({ token }) => token.slot === wanted);
      if (found === undefined) throw new TokenGone();
      session = new TokenSession(module, modulePath, pins, found.slot);
      return session.describe();
    }
    case 'token':
      return opened().readToken();
    case 'login':
      await opened().login(hostCalls.login.ask.parse(given).pin);
      return {};
    case 'key':
      return opened().findKey(hostCalls.key.ask.parse(given));
    case 'sign':
      return { signature: await opened().sign(hostCalls.sign.ask.parse(given)) };
    case 'watch':
      watch(hostCalls.watch.ask.parse(given).intervalMs);
      return {};
    case 'close':
      session?.close();
      module.raw.C_Finalize();
      return {};
  }
}

class TokenGone extends Error {}

function opened(): TokenSession {
  if (session === undefined) throw new Error('no session is open');
  return session;
}

function publicCertificates(slot: Handle) {
  const reading = module.raw.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
  try {
    return module.certificates(reading);
  } finally {
    module.raw.C_CloseSession(reading);
  }
}

function watch(intervalMs: number): void {
  const state = () => JSON.stringify(module.slots().map(({ token }) => token));
  let last = state();
  const look = () => {
    let now = last;
    try {
      now = state();
    } catch {
      now = '';
    }
    tell({ event: now === last ? 'alive' : 'changed' });
    last = now;
    setTimeout(look, intervalMs);
  };
  setTimeout(look, intervalMs);
}

function failureOf(error: unknown): HostFailure {
  if (error instanceof TokenGone) return { returnValue: null, call: '', text: '', removed: true };
  if (error instanceof PinPadUnavailable) {
    return { returnValue: null, call: PIN_PAD, text: 'koffi', removed: false };
  }
  // pkcs11js writes numbers as decimal text; a PIN is in no message of its errors.
  const native = error instanceof pkcs11.NativeError ? error : null;
  const fromModule = error instanceof pkcs11.Pkcs11Error;
  return {
    returnValue: fromModule ? error.code : null,
    call: native?.method ?? '',
    text: fromModule || !(error instanceof Error) ? '' : error.message.slice(0, 300),
    removed: session?.removed() ?? false,
  };
}

function tell(reply: HostReply): void {
  process.send?.(reply);
}

let queue: Promise<void> = Promise.resolve();
process.on('message', (message) => {
  const { id, call, ask } = hostRequestSchema.parse(message);
  queue = queue.then(async () => {
    try {
      tell({ id, ok: true, answer: await run(call, ask) });
    } catch (error) {
      tell({ id, ok: false, failure: failureOf(error) });
    }
  });
});
process.on('disconnect', () => process.exit(0));
tell({ event: 'ready' });
