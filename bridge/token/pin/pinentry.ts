import { KyguiError, type Language } from '../../../shared/errors.ts';
import { type AssuanAnswer, AssuanClient } from './assuan.ts';
import type { PinAnswer, PinRequest, PinSource } from './source.ts';

export interface PinentryOptions {
  /** Program and arguments; default: `pinentry`, which systems link to the one that fits the desktop. */
  program?: string;
  args?: readonly string[];
  language?: Language;
  /** Seconds until the prompt gives up; 0: never. */
  timeoutSeconds?: number;
  /** Terminal for the text-mode programs, e.g. `/dev/pts/0`. */
  terminal?: string;
}

/** Errors of libgpg-error that mean "the person said no" or waited too long. */
const CANCELLED = new Set([62, 99, 114, 198]);

/**
 * Asks for the PIN in a window (or terminal) of the system, through a pinentry program (Assuan protocol,
 * pinentry manual): the PIN then passes neither browser nor channel.
 */
export function pinentrySource(options: PinentryOptions = {}): PinSource {
  return { ask: (request) => ask(options, request) };
}

async function ask(options: PinentryOptions, request: PinRequest): Promise<PinAnswer> {
  const texts = wording[options.language ?? 'vi'];
  const client = new AssuanClient(options.program ?? 'pinentry', options.args);
  try {
    await client.greeting();
    if (options.terminal !== undefined) {
      // Programs without a terminal mode do not know the option.
      await client.command('OPTION', `ttyname=${options.terminal}`);
      await client.command('OPTION', `ttytype=${process.env.TERM ?? 'dumb'}`);
    }
    await client.command('OPTION', 'lc-ctype=C.UTF-8');
    await client.command('SETTIMEOUT', String(options.timeoutSeconds ?? 120));
    await client.command('SETTITLE', 'Ký Gửi');
    await client.command('SETOK', texts.ok);
    await client.command('SETCANCEL', texts.cancel);
    if (request.lastTry) {
      agreed(await client.command('SETDESC', texts.lastTry(request)));
      agreed(await client.command('CONFIRM'));
    }
    agreed(await client.command('SETDESC', texts.about(request)));
    agreed(await client.command('SETPROMPT', texts.prompt));
    const pin = agreed(await client.command('GETPIN'));
    return { kind: 'pin', pin, confirmLastTry: request.lastTry };
  } catch (error) {
    if (error instanceof KyguiError) throw error;
    const problem = error instanceof Error ? error.message : 'pinentry';
    throw new KyguiError('TOKEN_PIN_PROMPT_MISSING', { problem }, { cause: error });
  } finally {
    client.close();
  }
}

function agreed(answer: AssuanAnswer): Uint8Array {
  if (answer.ok) return answer.data;
  if (CANCELLED.has(answer.code)) throw new KyguiError('CANCELLED');
  throw new KyguiError('TOKEN_PIN_PROMPT_MISSING', { problem: answer.text });
}

const wording = {
  vi: {
    ok: 'Ký',
    cancel: 'Hủy',
    prompt: 'Mã PIN:',
    about: (of: PinRequest) =>
      `Nhập mã PIN của thiết bị ký số “${of.tokenLabel}” (số …${of.serialTail}) để ký bằng chứng thư của ${of.certificateName}.\nCòn ${of.triesLeft} lần thử.`,
    lastTry: (of: PinRequest) =>
      `Thiết bị ký số “${of.tokenLabel}” chỉ còn MỘT lần thử: nếu nhập sai nữa, thiết bị sẽ bị khóa.\nChỉ tiếp tục khi chắc chắn mã PIN đúng.`,
  },
  en: {
    ok: 'Sign',
    cancel: 'Cancel',
    prompt: 'PIN:',
    about: (of: PinRequest) =>
      `Enter the PIN of token “${of.tokenLabel}” (number …${of.serialTail}) to sign with the certificate of ${of.certificateName}.\n${of.triesLeft} tries are left.`,
    lastTry: (of: PinRequest) =>
      `ONE try is left for token “${of.tokenLabel}”: another wrong PIN locks it.\nGo on only if sure of the PIN.`,
  },
} as const;
