import { randomBytes, randomUUID } from 'node:crypto';
import { Temporal } from 'temporal-polyfill';
import { type ErrorCode, KyguiError } from '../../shared/errors.ts';
import { PAIRING_CODE_MS, PAIRING_TRIES } from '../../shared/protocol/limits.ts';
import { formatPairingCode, type PairingCode, pairingSecret } from '../../shared/protocol/pairing-code.ts';
import { PairingResponder } from '../../shared/protocol/secure/pairing-exchange.ts';
import type { Pairing, PairingStore } from './store.ts';

/** One code on the screen. */
export interface PairingSession {
  /** What the person types, e.g. `47015-7K3M-Q9XD`. */
  code: string;
  /** ISO 8601 instant. */
  expiresAt: string;
  /** @throws PAIRING_CODE_SPENT, PAIRING_CODE_EXPIRED, CANCELLED */
  done: Promise<Pairing>;
  cancel(): void;
}

/** One connection that tries the code. */
export interface PairingAttempt {
  /**
   * Takes a message and gives the answer; null once all is done.
   * @throws PAIRING_CODE_WRONG with `left`, PAIRING_CODE_SPENT, CHANNEL_VIOLATION
   */
  receive(message: Uint8Array): Promise<Uint8Array | null>;
  /** The connection is gone. An unfinished pairing is taken back. */
  end(): Promise<void>;
}

/** Where codes are given out and tried: one code at a time, one attempt at a time. */
export interface PairingDesk {
  /** @throws PAIRING_BUSY while another code is on the screen */
  start(): PairingSession;
  /** @throws PAIRING_NOT_ASKED, PAIRING_CODE_EXPIRED, PAIRING_CODE_SPENT, PAIRING_BUSY */
  open(origin: string): PairingAttempt;
}

interface Running {
  code: PairingCode;
  triesLeft: number;
  attempt: PairingAttempt | undefined;
  finish(pairing: Pairing): void;
  stop(reason: ErrorCode): void;
}

export interface PairingDeskOptions {
  store: PairingStore;
  /** Port the listener has; part of the code, so that one thing is typed and not two. */
  port: () => number;
  /** Life of a code in milliseconds. */
  codeMs?: number;
}

export function createPairingDesk({
  store,
  port,
  codeMs = PAIRING_CODE_MS,
}: PairingDeskOptions): PairingDesk {
  let running: Running | undefined;
  let lastEnd: ErrorCode = 'PAIRING_NOT_ASKED';

  const start = (): PairingSession => {
    if (running) throw new KyguiError('PAIRING_BUSY');
    const code: PairingCode = { port: port(), secret: pairingSecret(randomBytes(5)) };
    let settle: Pick<Running, 'finish'> & { fail(error: KyguiError): void } = {
      finish: () => undefined,
      fail: () => undefined,
    };
    const done = new Promise<Pairing>((finish, fail) => {
      settle = { finish, fail };
    });
    // Nobody may be listening any more when a code expires.
    done.catch(() => undefined);
    const end = (reason: ErrorCode) => {
      clearTimeout(timer);
      lastEnd = reason;
      running = undefined;
    };
    const session: Running = {
      code,
      triesLeft: PAIRING_TRIES,
      attempt: undefined,
      finish(pairing) {
        end('PAIRING_NOT_ASKED');
        settle.finish(pairing);
      },
      stop(reason) {
        end(reason);
        settle.fail(new KyguiError(reason));
      },
    };
    running = session;
    const timer = setTimeout(() => session.stop('PAIRING_CODE_EXPIRED'), codeMs);
    return {
      code: formatPairingCode(code),
      expiresAt: Temporal.Now.instant().add({ milliseconds: codeMs }).toString({ smallestUnit: 'second' }),
      done,
      cancel() {
        if (running === session) session.stop('CANCELLED');
      },
    };
  };

  const open = (origin: string): PairingAttempt => {
    const session = running;
    if (!session) throw new KyguiError(lastEnd === 'CANCELLED' ? 'PAIRING_NOT_ASKED' : lastEnd);
    if (session.attempt) throw new KyguiError('PAIRING_BUSY');
    const attempt = createAttempt(session, origin);
    session.attempt = attempt;
    return attempt;
  };

  const createAttempt = (session: Running, origin: string): PairingAttempt => {
    const responder = new PairingResponder(session.code, origin);
    let granted: Pairing | undefined;
    let finished = false;

    const alive = () => {
      if (running !== session) throw new KyguiError(lastEnd);
    };
    const wrongCode = () => {
      if (session.triesLeft > 0) return new KyguiError('PAIRING_CODE_WRONG', { left: session.triesLeft });
      session.stop('PAIRING_CODE_SPENT');
      return new KyguiError('PAIRING_CODE_SPENT');
    };

    const steps: ((message: Uint8Array) => Promise<Uint8Array | null>)[] = [
      async (shareA) => {
        const share = responder.share(shareA);
        // Counted here, before anything depends on the other side: a broken connection is a try as well.
        session.triesLeft -= 1;
        return share;
      },
      async (confirmA) => {
        const confirmation = responder.confirm(confirmA);
        if (!confirmation) throw wrongCode();
        return confirmation;
      },
      async (sealed) => {
        const { label, personalPhrase } = await responder.details(sealed);
        alive();
        const pairing: Pairing = {
          id: randomUUID(),
          origin,
          key: Uint8Array.from(responder.key),
          createdAt: Temporal.Now.instant().toString({ smallestUnit: 'second' }),
          label,
          personalPhrase,
        };
        granted = pairing;
        await store.add(pairing);
        return await responder.grant(pairing.id);
      },
      async (sealed) => {
        await responder.stored(sealed);
        finished = true;
        if (granted) session.finish(granted);
        return null;
      },
    ];

    return {
      async receive(message) {
        alive();
        const step = steps.shift();
        if (!step) throw new KyguiError('CHANNEL_VIOLATION', { problem: 'pairing out of order' });
        return await step(message);
      },
      async end() {
        session.attempt = undefined;
        if (granted && !finished) await store.remove(granted.id);
        if (running === session && session.triesLeft <= 0) session.stop('PAIRING_CODE_SPENT');
      },
    };
  };

  return { start, open };
}
