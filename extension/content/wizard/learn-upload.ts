import { z } from 'zod';
import { findAll } from '../../../shared/profile/readable.ts';
import type { ValueRule } from '../../../shared/profile/schema.ts';
import type { Picked } from '../../messages/wizard.ts';
import { pageScope } from '../scope.ts';
import { showHint } from './hint.ts';
import {
  fits,
  goodAnswer,
  type RequestRule,
  requestRule,
  type SeenUpload,
  Unlearned,
} from './request-rule.ts';

/** Everything told here was written by the page. */
const text = z.string().max(8000);
const pairs = z.array(z.tuple([z.string().max(200), text])).max(60);
const beginSchema = z.object({
  id: z.int(),
  address: z.url().max(8000),
  method: z.enum(['POST', 'PUT']),
  headers: pairs,
  fields: pairs,
  fileField: z.string().max(200).optional(),
  fileName: z.string().max(500),
});
const inTextSchema = z.object({ id: z.int(), inText: z.literal(true) });
const endSchema = z.object({ id: z.int(), status: z.int(), text: z.string().max(2000) });

/** The row that a request was for; the document when each page is one letter. */
function partOf(upload: SeenUpload, each: string | undefined): ParentNode {
  if (each === undefined) return document;
  const scope = pageScope();
  const rows = findAll(scope, scope.root, each) as unknown as Element[];
  const best = rows.map((row) => ({ row, held: fits(upload, row) })).sort((a, b) => b.held - a.held)[0];
  if (!best || best.held === 0) throw new Unlearned('id');
  return best.row;
}

type Learned = RequestRule | Unlearned;

function learn(upload: SeenUpload, each: string | undefined, fileName: ValueRule | undefined): Learned {
  if (new URL(upload.address).origin !== location.origin) return new Unlearned(new URL(upload.address).host);
  try {
    return requestRule(upload, partOf(upload, each), fileName);
  } catch (failure) {
    if (failure instanceof Unlearned) return failure;
    throw failure;
  }
}

function parsed(detail: unknown): unknown {
  try {
    return typeof detail === 'string' && detail.length < 1_000_000 ? JSON.parse(detail) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Watches while the person hands a file to the page the usual way, and makes a rule of what the page did. What a value
 * is read from is looked for before the request leaves: its answer may redraw the page. Null when it is given up.
 */
export function learnUpload(
  order: { event: string; hint: string; each?: string | undefined; fileName?: ValueRule | undefined },
  signal: AbortSignal,
): Promise<Picked> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const begun = new Map<number, Learned>();
    const end = (picked: Picked) => {
      if (over.signal.aborted) return;
      over.abort();
      document.dispatchEvent(new Event(`${order.event}-over`));
      resolve(picked);
    };
    const hear = (event: Event) => {
      const said = parsed((event as CustomEvent).detail);
      const started = beginSchema.safeParse(said);
      if (started.success) {
        if (begun.size < 20) begun.set(started.data.id, learn(started.data, order.each, order.fileName));
        return;
      }
      if (inTextSchema.safeParse(said).success) {
        end({ unlearned: 'base64' });
        return;
      }
      const answer = endSchema.safeParse(said);
      const rule = answer.success ? begun.get(answer.data.id) : undefined;
      // What the page was refused it may do again, better.
      if (!answer.success || !rule || answer.data.status < 200 || answer.data.status > 299) return;
      if (rule instanceof Unlearned) {
        end({ unlearned: rule.field });
        return;
      }
      const succeeded = goodAnswer(answer.data.text);
      end({ giveBack: { ...rule, ...(succeeded !== undefined && { succeeded }) } });
    };
    document.addEventListener(order.event, hear, { signal: over.signal });
    showHint(order.hint, over.signal, () => end(null));
    signal.addEventListener('abort', () => end(null), { signal: over.signal });
  });
}
