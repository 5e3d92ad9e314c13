import { KyguiError } from '../../../shared/errors.ts';

/** What a person is told when asked for a PIN. */
export interface PinRequest {
  tokenLabel: string;
  serialTail: string;
  certificateName: string;
  triesLeft: number;
  lastTry: boolean;
  /** `login` opens the batch; `signature` is for keys that want the PIN for each signature. */
  purpose: 'login' | 'signature';
}

/** The PIN in UTF-8, wiped by whoever uses it; or the wish to type it on the reader's own keys. */
export type PinAnswer = { kind: 'pin'; pin: Uint8Array; confirmLastTry?: boolean } | { kind: 'pinPad' };

/** One of the makers of PINs: the extension's window, a pinentry program, the reader's PIN pad. */
export interface PinSource {
  /** Asks once. @throws CANCELLED and others of the closed list */
  ask(request: PinRequest): Promise<PinAnswer>;
}

/** A PIN that was typed already (in the extension's window, or from a variable): given once, then no more. */
export function givenPin(pin: Uint8Array | string, confirmLastTry = false): PinSource {
  let held: Uint8Array | null = typeof pin === 'string' ? new TextEncoder().encode(pin) : pin;
  return {
    ask: async () => {
      if (held === null) throw new KyguiError('TOKEN_PIN_NEEDED');
      const given = held;
      held = null;
      return { kind: 'pin', pin: given, confirmLastTry };
    },
  };
}

/** Typing on the keys of the reader; the driver asks by itself. */
export const pinPadSource: PinSource = { ask: async () => ({ kind: 'pinPad' }) };
