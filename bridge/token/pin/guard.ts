import { createHmac, randomBytes } from 'node:crypto';
import { KyguiError } from '../../../shared/errors.ts';
import type { RawToken } from '../host/messages.ts';
import { isReturn, returnValue } from '../return-values.ts';
import { tokenFlags } from '../token-description.ts';
import type { PinTryStore, TriesLeft } from './tries.ts';

/** The government's tokens lock at the third wrong PIN. */
const TRIES_BEFORE_LOCK = 3;

/** Return values which prove that the token did not compare the PIN. */
const neverCompared = [
  'CKR_ARGUMENTS_BAD',
  'CKR_PIN_LEN_RANGE',
  'CKR_FUNCTION_CANCELED',
  'CKR_USER_ALREADY_LOGGED_IN',
  'CKR_USER_ANOTHER_ALREADY_LOGGED_IN',
  'CKR_USER_PIN_NOT_INITIALIZED',
  'CKR_USER_TYPE_INVALID',
  'CKR_SESSION_HANDLE_INVALID',
  'CKR_PIN_LOCKED',
] as const;

/**
 * Stands before every PIN that goes to a token: refuses locked tokens, the last try without a second
 * confirmation, and a PIN that the token has rejected before; counts tries before they are made.
 */
export class PinGuard {
  private readonly store: PinTryStore;
  private readonly secret = randomBytes(32);
  /** Keyed hashes of rejected PINs, per token; they die with the process. */
  private readonly rejected = new Map<string, Set<string>>();

  constructor(store: PinTryStore) {
    this.store = store;
  }

  /** At most this many tries are left, from the flags of the token and from our own count. */
  async triesLeft(tokenId: string, token: RawToken): Promise<TriesLeft> {
    const flags = tokenFlags(token.flags);
    if (flags.locked) return { triesLeft: 0, lastTry: false, locked: true };
    const wrong = await this.store.get(tokenId);
    const byFlags = flags.finalTry ? 1 : flags.countLow ? TRIES_BEFORE_LOCK - 1 : TRIES_BEFORE_LOCK;
    // Our count may be stale (the PIN was reset elsewhere), so it never says locked, only "last try".
    const triesLeft = Math.max(1, Math.min(byFlags, TRIES_BEFORE_LOCK - wrong));
    return { triesLeft, lastTry: triesLeft === 1, locked: false };
  }

  /** @throws TOKEN_LOCKED, TOKEN_PIN_NOT_SET, TOKEN_LAST_TRY */
  async admit(tokenId: string, token: RawToken, confirmLastTry: boolean): Promise<TriesLeft> {
    const left = await this.triesLeft(tokenId, token);
    if (left.locked) throw new KyguiError('TOKEN_LOCKED', { triesLeft: 0 });
    if (!tokenFlags(token.flags).pinSet) throw new KyguiError('TOKEN_PIN_NOT_SET');
    if (left.lastTry && !confirmLastTry) throw new KyguiError('TOKEN_LAST_TRY', { triesLeft: 1 });
    return left;
  }

  /** @throws TOKEN_PIN_LENGTH, TOKEN_PIN_SAME; the PIN is not touched */
  inspect(tokenId: string, token: RawToken, pin: Uint8Array): void {
    const { minPinLength: min, maxPinLength: max } = token;
    // Some drivers leave the limits at 0 or at nonsense; then the token decides.
    const known = max > 0 && max <= 256 && min <= max;
    if (pin.length === 0 || (known && (pin.length < min || pin.length > max)) || pin.length > 256) {
      throw new KyguiError('TOKEN_PIN_LENGTH', { min: known ? Math.max(1, min) : 1, max: known ? max : 256 });
    }
    if (this.rejected.get(tokenId)?.has(this.mark(tokenId, pin)) === true) {
      throw new KyguiError('TOKEN_PIN_SAME');
    }
  }

  /**
   * Makes one attempt. `attempt` gives the PIN to the token; `reread` reads its flags after a wrong one. Unless the
   * last try is confirmed it is not made either when another window or process came to it since {@link admit}.
   * @throws TOKEN_LAST_TRY, TOKEN_PIN_WRONG with `triesLeft`, TOKEN_LOCKED, and whatever `attempt` throws
   */
  async attempt<T>(
    tokenId: string,
    pin: Uint8Array | null,
    attempt: () => Promise<T>,
    reread: () => Promise<RawToken>,
    lastTryConfirmed = true,
  ): Promise<T> {
    const mark = pin === null ? null : this.mark(tokenId, pin);
    const below = lastTryConfirmed ? undefined : TRIES_BEFORE_LOCK - 1;
    if (!(await this.store.increment(tokenId, below)))
      throw new KyguiError('TOKEN_LAST_TRY', { triesLeft: 1 });
    let result: T;
    try {
      result = await attempt();
    } catch (error) {
      const returned = returnedBy(error);
      if (isReturn(returned, ...neverCompared) || neverSent(error)) await this.store.decrement(tokenId);
      if (!isReturn(returned, 'CKR_PIN_INCORRECT')) throw error;
      if (mark !== null) this.remember(tokenId, mark);
      const left = await reread().then(
        (token) => this.triesLeft(tokenId, token),
        () => null,
      );
      if (left?.locked === true) throw new KyguiError('TOKEN_LOCKED', { triesLeft: 0 }, { cause: error });
      const own = Math.max(1, TRIES_BEFORE_LOCK - (await this.store.get(tokenId)));
      throw new KyguiError('TOKEN_PIN_WRONG', { triesLeft: left?.triesLeft ?? own }, { cause: error });
    }
    await this.store.reset(tokenId);
    this.rejected.delete(tokenId);
    return result;
  }

  private remember(tokenId: string, mark: string): void {
    const marks = this.rejected.get(tokenId) ?? new Set<string>();
    this.rejected.set(tokenId, marks.add(mark));
  }

  private mark(tokenId: string, pin: Uint8Array): string {
    return createHmac('sha256', this.secret).update(tokenId).update('\0').update(pin).digest('hex');
  }
}

function neverSent(error: unknown): boolean {
  return error instanceof KyguiError && error.code === 'TOKEN_PINPAD_UNAVAILABLE';
}

function returnedBy(error: unknown): number | null {
  if (!(error instanceof KyguiError)) return null;
  const name = error.details.returned;
  return typeof name === 'string' ? returnValue(name as Parameters<typeof returnValue>[0]) : null;
}
