import { z } from 'zod';
import { readLooseJson } from './loose-json.ts';

/**
 * What the upload handler of a page made of the signed file. `certain` is false where success was said beside words or
 * an HTTP code that may say the opposite: the page hears what its handler said, but nobody may call the file safe.
 */
export type UploadAnswer =
  | { taken: true; certain: boolean; message: string; fileName: string; fileServer: string }
  | { taken: false; reason: 'session' | 'refused' | 'unreadable'; message: string };

/** Characters of a handler's own words that are shown. */
const MESSAGE_LIMIT = 500;

const shown = (text: string) => text.replace(/\s+/gu, ' ').trim().slice(0, MESSAGE_LIMIT);
/** Passed through unchanged: text as it is, a number as text, an object as JSON text. */
const opaque = z
  .unknown()
  .optional()
  .transform((value) =>
    typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value),
  );

const answerSchema = z.object({
  Status: z.unknown().optional(),
  Message: z
    .unknown()
    .optional()
    .transform((value) => (typeof value === 'string' ? value : '')),
  FileName: opaque,
  FileServer: opaque,
});

/** `true`, `0`, "0" and "true" mean success; numeric 1 does not: one handler answers 0 for good and 1 for bad. */
const succeeded = (status: unknown): boolean =>
  status === true ||
  status === 0 ||
  status === '0' ||
  (typeof status === 'string' && status.toLowerCase() === 'true');

/** Handlers tell of their own exceptions as success with these words, mostly without a place of the file. */
const TELLS_OF_ERROR = /^(có )?lỗi/iu;

/** True where nothing in an answer of success speaks against it. */
const isCertain = (http: number, message: string, fileServer: string): boolean =>
  fileServer.trim() === '' ? message === '' && http < 400 : !TELLS_OF_ERROR.test(message.normalize('NFC'));

/** Markup instead of an answer: an error page or the log-in page. */
const isPage = (text: string): boolean => /^<(!doctype|html|\?xml|head|body)/iu.test(text);

/**
 * Reads the answer of an upload handler, tolerantly: handlers send JSON under any content type, with a byte order
 * mark, with HTTP 400 or 500, and failure texts with quotes and backslashes that are no JSON.
 */
export function readUploadAnswer(answer: {
  status: number;
  redirected: boolean;
  text: string;
}): UploadAnswer {
  const text = answer.text.replace(/^\uFEFF/u, '').trim();
  const parsed = answerSchema.safeParse(withOwnKeys(readLooseJson(text)));
  if (parsed.success) {
    const { Status, Message, FileName, FileServer } = parsed.data;
    if (succeeded(Status)) {
      const message = shown(Message);
      const certain = isCertain(answer.status, message, FileServer);
      return { taken: true, certain, message, fileName: FileName, fileServer: FileServer };
    }
    return { taken: false, reason: 'refused', message: shown(Message) || `HTTP ${answer.status}` };
  }
  if (isPage(text)) {
    const asksLogin = answer.redirected || answer.status === 401 || answer.status === 403;
    return { taken: false, reason: asksLogin ? 'session' : 'unreadable', message: `HTTP ${answer.status}` };
  }
  const status = /"Status"\s*:\s*(true|false)/iu.exec(text)?.[1]?.toLowerCase();
  if (status === 'true') {
    return { taken: true, certain: false, message: shown(text), fileName: '', fileServer: '' };
  }
  if (status === 'false') return { taken: false, reason: 'refused', message: shown(text) };
  const words = text === '' ? '' : `: ${shown(text)}`;
  return { taken: false, reason: 'unreadable', message: `HTTP ${answer.status}${words}` };
}

/** Keys in any case: newer frameworks write `status` where older ones wrote `Status`. The exact spelling wins. */
function withOwnKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const known = new Map(Object.keys(answerSchema.shape).map((key) => [key.toLowerCase(), key]));
  const renamed = Object.entries(value).map(([key, one]) => [known.get(key.toLowerCase()) ?? key, one]);
  return { ...Object.fromEntries(renamed), ...value };
}
