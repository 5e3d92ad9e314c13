import { z } from 'zod';
import { findAll } from '../../../shared/profile/readable.ts';
import type { ValueRule } from '../../../shared/profile/schema.ts';
import type { Picked } from '../../messages/wizard.ts';
import { frameAddress } from '../answered.ts';
import { pageScope } from '../scope.ts';
import { keepsApart } from './find-form.ts';
import { showHint } from './hint.ts';
import {
  fits,
  goodAnswer,
  kindOfAddress,
  namesMore,
  type RequestRule,
  requestRule,
  type SeenUpload,
  Unlearned,
} from './request-rule.ts';
import { rowOf } from './trees.ts';
import { type IsWritten, rememberHeld } from './value-source.ts';
import { type Sent, watchPresses } from './watch-presses.ts';

/** What a page is given to ask once more after a press. */
const ASKS_WITHIN_MS = 1000;

/** Everything told here was written by the page. */
const text = z.string().max(8000);
const pairs = z.array(z.tuple([z.string().max(200), text])).max(60);
const beginSchema = z.object({
  id: z.int(),
  address: z.url().max(8000),
  method: z.string().max(20),
  headers: pairs,
  fields: pairs,
  fileField: z.string().max(200).optional(),
  fileName: z.string().max(500),
});
const inTextSchema = z.object({ id: z.int(), address: z.url().max(8000), inText: z.literal(true) });
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

/** A request with a file that has left: its rule, or what of it no rule can say. */
interface Begun {
  address: string;
  rule: RequestRule | Unlearned;
  /** Values that the request carried; what else its answer names, only the page's own programs know what to do with. */
  carried: string;
}

type Known = Pick<LearnOrder, 'each' | 'fileName'> & { isWritten: IsWritten };

function learn(upload: SeenUpload, { each, fileName, isWritten }: Known): Begun['rule'] {
  if (new URL(upload.address).origin !== location.origin) return new Unlearned(new URL(upload.address).host);
  try {
    return requestRule(upload, partOf(upload, each), fileName, isWritten);
  } catch (failure) {
    if (failure instanceof Unlearned) return failure;
    throw failure;
  }
}

function begunOf(said: unknown, known: Known): (Begun & { id: number }) | undefined {
  const inText = inTextSchema.safeParse(said);
  if (inText.success) return { ...inText.data, rule: new Unlearned('base64'), carried: '' };
  const started = beginSchema.safeParse(said);
  if (!started.success) return undefined;
  const { id, method, ...upload } = started.data;
  const isUsual = method === 'POST' || method === 'PUT';
  const rule = isUsual ? learn({ ...upload, method }, known) : new Unlearned(method);
  return { id, address: upload.address, rule, carried: JSON.stringify(upload) };
}

function parsed(detail: unknown): unknown {
  try {
    return typeof detail === 'string' && detail.length < 1_000_000 ? JSON.parse(detail) : undefined;
  } catch {
    return undefined;
  }
}

interface LearnOrder {
  event: string;
  hint: string;
  /** Said once a file is chosen, and the word of the button that ends it. */
  chosen: string;
  done: string;
  each?: string | undefined;
  fileName?: ValueRule | undefined;
}

/**
 * Watches while the person hands a file to the page the usual way, and makes a rule of what the page did: of its
 * request, where one request with known values is all; of the person's presses, where only the page's own programs
 * know what to send. What a value is read from is looked for before the request leaves: its answer may redraw the
 * page. Null when it is given up.
 */
export function learnUpload(order: LearnOrder, signal: AbortSignal): Promise<Picked> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const isWritten = rememberHeld();
    const begun = new Map<number, Begun>();
    let answered: (Begun & { presses: number }) | undefined;
    let whole: RequestRule | undefined;
    let sent: Sent | undefined;
    let rest: ReturnType<typeof setTimeout> | undefined;
    const end = (picked: Picked) => {
      if (over.signal.aborted) return;
      clearTimeout(rest);
      over.abort();
      document.dispatchEvent(new Event(`${order.event}-over`));
      resolve(picked);
    };
    const say = showHint(order.hint, over.signal, () => end(null));
    const byPresses = () => {
      const rule = presses.rule(sent);
      const { afterwards } = presses;
      if (rule) end({ giveBack: rule, ...(afterwards && { afterwards }) });
      else end(answered?.rule instanceof Unlearned ? { unlearned: answered.rule.field } : null);
    };
    const finish = () => {
      const isAll = whole && presses.after.length === (answered?.presses ?? 0);
      if (whole && isAll) end({ giveBack: whole });
      else byPresses();
    };
    const askForMore = () => say(order.chosen, { word: order.done, press: finish });
    /** A press may bring a button that asks once more. */
    const finishSoon = () => {
      clearTimeout(rest);
      rest = setTimeout(() => (presses.goesOn() ? askForMore() : finish()), ASKS_WITHIN_MS);
    };
    const presses = watchPresses(
      (element) => rowOf(element, order.each),
      () => {
        askForMore();
        if (answered && presses.after.length > 0) finishSoon();
      },
      over.signal,
    );
    /** The button that is pressed later has to wait for it. */
    const left = (address: string) => {
      sent ??= { to: kindOfAddress(address), before: presses.after.length };
    };
    const taken = (request: Begun, text: string) => {
      answered ??= { ...request, presses: presses.after.length };
      const { rule, carried } = request;
      const canPress = presses.rule(undefined) !== undefined;
      const isPressed = presses.after.length > 0;
      if (!(rule instanceof Unlearned) && !(canPress && namesMore(text, carried))) {
        const succeeded = goodAnswer(text);
        whole = { ...rule, ...(succeeded !== undefined && { succeeded }) };
        // What was uploaded may only be laid aside until the page's own button keeps it.
        if (!canPress || !(isPressed ? presses.goesOn() : keepsApart())) end({ giveBack: whole });
      } else if (isPressed) finishSoon();
      else if (!canPress) byPresses();
    };
    const hear = (event: Event) => {
      const said = parsed((event as CustomEvent).detail);
      const started = begunOf(said, { ...order, isWritten });
      if (started) {
        if (begun.size < 1000) begun.set(started.id, started);
        left(started.address);
        return;
      }
      const answer = endSchema.safeParse(said);
      const request = answer.success ? begun.get(answer.data.id) : undefined;
      // What the page was refused it may do again, better.
      if (!answer.success || !request || answer.data.status < 200 || answer.data.status > 299) return;
      taken(request, answer.data.text);
    };
    /** A form that is answered in a frame of the page is seen in no other way. */
    const hearFrame = (event: Event) => {
      const address = frameAddress(event);
      if (address === undefined || sent || presses.after.length === 0) return;
      left(address);
      taken({ address, rule: new Unlearned('form'), carried: '' }, '');
    };
    document.addEventListener(order.event, hear, { signal: over.signal });
    document.addEventListener('load', hearFrame, { capture: true, signal: over.signal });
    signal.addEventListener('abort', () => end(null), { signal: over.signal });
  });
}
