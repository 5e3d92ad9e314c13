import { readlinkSync } from 'node:fs';
import { KyguiError } from '../../shared/errors.ts';
import { pinentrySource } from '../token/pin/pinentry.ts';
import type { PinSource } from '../token/pin/source.ts';
import { language } from './output.ts';

/** Where the PINs of a signing command come from. */
export interface PinWords {
  pinEnv?: string;
  /** A pinentry program; true for the one that the system has chosen. */
  pinentry?: string | true;
  confirmLastTry?: boolean;
}

export interface CommandPins {
  readonly source: PinSource;
  /** How many PINs are at hand; null where a person is asked for as many as are needed. */
  readonly given: number | null;
  /** Takes away what was not used. */
  wipe(): void;
}

/** @throws USAGE when no source is named, or two are */
export function takePins({ pinEnv, pinentry, confirmLastTry = false }: PinWords): CommandPins {
  if ((pinEnv === undefined) === (pinentry === undefined))
    throw new KyguiError('USAGE', { problem: 'cần một trong hai / use one of: --pin-env NAME, --pinentry' });
  return pinEnv === undefined ? askedPins(pinentry) : listedPins(pinEnv, confirmLastTry);
}

/** The PINs of a variable, one in each line, given in their order. */
function listedPins(name: string, confirmLastTry: boolean): CommandPins {
  const pins = takeLines(name);
  const given = pins.length;
  return {
    given,
    source: {
      ask: async () => {
        const pin = pins.shift();
        if (pin === undefined) throw new KyguiError('TOKEN_PIN_NEEDED');
        return { kind: 'pin', pin, confirmLastTry };
      },
    },
    wipe: () => {
      for (const pin of pins.splice(0)) pin.fill(0);
    },
  };
}

function askedPins(program: string | true | undefined): CommandPins {
  const terminal = ownTerminal();
  return {
    given: null,
    source: pinentrySource({
      language: language(),
      ...(typeof program === 'string' && { program }),
      ...(terminal !== undefined && { terminal }),
    }),
    wipe: () => {},
  };
}

/** Programs without a window ask in the terminal that the command was typed in. */
function ownTerminal(): string | undefined {
  if (process.env.GPG_TTY) return process.env.GPG_TTY;
  if (!process.stdin.isTTY) return undefined;
  try {
    return readlinkSync('/proc/self/fd/0');
  } catch {
    return undefined;
  }
}

const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** @throws USAGE for an empty line between others */
function takeLines(name: string): Uint8Array[] {
  const all = takePin(name);
  const lines: Uint8Array[] = [];
  for (let start = 0; start < all.length; ) {
    const found = all.indexOf(LINE_FEED, start);
    const end = found < 0 ? all.length : found;
    const line = all.slice(start, end > start && all[end - 1] === RETURN ? end - 1 : end);
    if (line.length === 0) throw new KyguiError('USAGE', { problem: `--pin-env ${name}: trống / empty` });
    lines.push(line);
    start = end + 1;
  }
  all.fill(0);
  return lines;
}

/** Variable that holds the PIN; it is taken out of the environment before anything else is started. @throws USAGE */
export function takePin(name: string): Uint8Array {
  // A PIN typed in place of the name must not be shown or end up in a script's log.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/u.test(name))
    throw new KyguiError('USAGE', { problem: '--pin-env: tên biến môi trường / name of a variable' });
  const pin = process.env[name];
  delete process.env[name];
  if (pin === undefined || pin === '')
    throw new KyguiError('USAGE', { problem: `--pin-env ${name}: trống / empty` });
  return new TextEncoder().encode(pin);
}
