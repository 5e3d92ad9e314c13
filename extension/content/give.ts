import { readText } from '../../shared/profile/read.ts';
import { findAll } from '../../shared/profile/readable.ts';
import type { GiveBackRule } from '../../shared/profile/schema.ts';
import type { GiveOrder, GiveReport, PageProfile } from '../messages/page.ts';
import { type FilePiece, fromPiece, givePort } from '../messages/pieces.ts';
import type { Reply } from '../messages/reply.ts';
import { runtime } from './ask.ts';
import { pageScope } from './scope.ts';

type FormRule = Extract<GiveBackRule, { way: 'form' }>;
type RequestRule = Extract<GiveBackRule, { way: 'request' }>;

const refused = (reason: string): GiveReport => ({ given: false, reason, confirmed: false });

function isOrder(message: unknown): message is GiveOrder {
  return typeof message === 'object' && message !== null && (message as GiveOrder).order === 'give';
}

function one<E extends Element>(selector: string, kind: new () => E): E | undefined {
  const scope = pageScope();
  const found = findAll(scope, scope.root, selector)[0] as unknown;
  return found instanceof kind ? found : undefined;
}

/** Collects the file that the worker pours into the port of this job. */
function receive(order: GiveOrder): Promise<File> {
  return new Promise((resolve, reject) => {
    const port = runtime().connect({ name: givePort(order.jobKey) });
    const pieces: BlobPart[] = [];
    port.onMessage.addListener((message) => {
      const piece = message as FilePiece;
      if (piece.piece !== '') {
        pieces.push(fromPiece(piece));
        return;
      }
      const file = new File(pieces, order.name, { type: 'application/pdf' });
      port.disconnect();
      if (file.size === order.size) resolve(file);
      else reject(new Error('size'));
    });
    port.onDisconnect.addListener(() => reject(new Error('transfer')));
  });
}

/** Sets a control the way a person does, so that frameworks that listen notice it. */
function setControl(
  control: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement,
  value: string,
): void {
  control.value = value;
  control.dispatchEvent(new Event('input', { bubbles: true }));
  control.dispatchEvent(new Event('change', { bubbles: true }));
}

async function byForm(rule: FormRule, order: GiveOrder): Promise<GiveReport> {
  const input = one(rule.input, HTMLInputElement);
  if (input?.type !== 'file') return refused('file-input');
  const submit = rule.submit === undefined ? undefined : one(rule.submit, HTMLElement);
  if (rule.submit !== undefined && !submit) return refused('submit-button');
  const file = await receive(order);
  for (const { selector, value } of rule.set ?? []) {
    const control = one(selector, HTMLElement);
    const settable =
      control instanceof HTMLInputElement ||
      control instanceof HTMLSelectElement ||
      control instanceof HTMLTextAreaElement;
    if (!settable) return refused('form-control');
    setControl(control, value);
  }
  const transfer = new DataTransfer();
  transfer.items.add(file);
  input.files = transfer.files;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  input.dispatchEvent(new Event('change', { bubbles: true }));
  if (input.files.length !== 1) return refused('file-input');
  // The answer leaves first: the press may load the next page at once. The page's own button is pressed, so its
  // own checks, tokens and scripts run.
  if (submit) setTimeout(() => submit.click(), 0);
  return { given: true, reason: '', confirmed: false };
}

async function byRequest(rule: RequestRule, order: GiveOrder): Promise<GiveReport> {
  const scope = pageScope();
  const address = readText(rule.address, scope);
  if (address === undefined) return refused('address');
  const target = new URL(address, location.href);
  // The session of the page goes along: it must not leave the page's own origin.
  if (target.origin !== location.origin) return refused('other-origin');
  const form = new FormData();
  for (const [name, field] of Object.entries(rule.fields ?? {})) form.set(name, readText(field, scope) ?? '');
  const headers: Record<string, string> = {};
  for (const [name, field] of Object.entries(rule.headers ?? {}))
    headers[name] = readText(field, scope) ?? '';
  const file = await receive(order);
  form.set(rule.fileField ?? 'file', file, file.name);
  const answer = await fetch(target, { method: rule.method, body: form, headers, credentials: 'include' });
  if (!answer.ok) return refused(`HTTP ${answer.status}`);
  const text = await answer.text();
  if (rule.succeeded !== undefined && !new RegExp(rule.succeeded, 'u').test(text)) return refused('answer');
  if (rule.reload) setTimeout(() => location.reload(), 0);
  return { given: true, reason: '', confirmed: true };
}

async function give(order: GiveOrder): Promise<GiveReport> {
  try {
    if (order.rule.way === 'viewer') return refused('way');
    return order.rule.way === 'form' ? await byForm(order.rule, order) : await byRequest(order.rule, order);
  } catch (failure) {
    return refused((failure as Error).message === 'size' ? 'size' : 'transfer');
  }
}

/** Takes orders of the worker to hand a signed file to this page. */
export function init(signal: AbortSignal, profile: PageProfile): void {
  const listener = (message: unknown, _: unknown, reply: (answer: Reply<GiveReport>) => void) => {
    if (!isOrder(message) || message.profileId !== profile.profileId) return undefined;
    void give(message).then((body) => reply({ ok: true, body }));
    return true;
  };
  runtime().onMessage.addListener(listener);
  signal.addEventListener('abort', () => runtime().onMessage.removeListener(listener));
}
