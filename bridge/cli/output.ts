import {
  describeError,
  ERRORS,
  type ErrorCode,
  type KyguiError,
  type Language,
  toKyguiError,
} from '../../shared/errors.ts';
import { withoutTurning } from '../../shared/turning-text.ts';

/** What a command gives back: an object for `--json`, and lines for a person. */
export interface Outcome {
  json: unknown;
  lines: string[];
  /** 0 done, 1 failed, 2 wrong usage, 3 refused for a stated reason. */
  exit?: 0 | 1 | 3;
  /** The command printed JSON before: each value is then one line (JSON lines). */
  oneLine?: boolean;
}

/** Vietnamese unless the environment asks for English (`KYGUI_LANG=en`). */
export const language = (): Language =>
  process.env.KYGUI_LANG?.toLowerCase().startsWith('en') ? 'en' : 'vi';

/** A failure as scripts read it: code, sentence, next step. */
export function failureObject(
  code: ErrorCode,
  details: Parameters<typeof describeError>[1],
): Record<string, unknown> {
  const vi = describeError(code, details, 'vi');
  const en = describeError(code, details, 'en');
  return {
    code,
    message: vi.says,
    next: vi.next,
    messageEn: en.says,
    nextEn: en.next,
    ...(Object.keys(details).length > 0 && { details }),
  };
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: terminals obey them, ECMA-48 5.3 the ones of one byte too
const OBEYED = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]|\r(?!\n)/gu;

/**
 * Names of files, of signers and of senders are printed as well: what a terminal would obey (ECMA-48) or write the
 * other way round is not given to it.
 */
export const forTerminal = (text: string): string => withoutTurning(text).replace(OBEYED, '\ufffd');

/** Prints a failure for a script or for a person and sets the exit status. */
export function printFailure(asJson: boolean, error: KyguiError): void {
  if (asJson) {
    process.stdout.write(`${JSON.stringify(failureObject(error.code, error.details), null, 2)}\n`);
  } else {
    const vi = describeError(error.code, error.details, 'vi');
    const en = describeError(error.code, error.details, 'en');
    const text = `${error.code}: ${vi.says}\n  → ${vi.next}\n${en.says}\n  → ${en.next}\n`;
    process.stderr.write(forTerminal(text));
  }
  if (error.code === 'INTERNAL' && process.env.KYGUI_DEBUG)
    process.stderr.write(`${(error.cause as Error | undefined)?.stack ?? error.stack}\n`);
  process.exitCode = ERRORS[error.code].exit;
}

/**
 * A reader that left, or a log file on a full disk, must neither end the bridge nor print a stack trace: what cannot
 * be written is dropped.
 */
export function surviveBrokenOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (stream === process.stdout && error.code !== 'EPIPE') process.exitCode = 1;
    });
  }
}

/** Runs a command, prints its outcome or its failure, and sets the exit status. Nothing escapes as a stack trace. */
export async function report(asJson: boolean, work: () => Promise<Outcome>): Promise<void> {
  try {
    const outcome = await work();
    process.stdout.write(
      asJson
        ? `${JSON.stringify(outcome.json, null, outcome.oneLine ? 0 : 2)}\n`
        : forTerminal(outcome.lines.map((line) => `${line}\n`).join('')),
    );
    process.exitCode = outcome.exit ?? 0;
  } catch (thrown) {
    printFailure(asJson, toKyguiError(thrown));
  }
}
