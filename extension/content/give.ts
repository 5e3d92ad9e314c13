import { fits } from '../../shared/profile/expression/apply.ts';
import { isSameLetter, readIdentity } from '../../shared/profile/identity.ts';
import { holds, readText } from '../../shared/profile/read.ts';
import type { ReadingScope } from '../../shared/profile/readable.ts';
import type { FieldRule } from '../../shared/profile/schema.ts';
import { tidy } from '../../shared/profile/text.ts';
import { handInText } from '../../shared/profile/write.ts';
import type { GiveOrder, GiveReport } from '../messages/page.ts';
import { givePort } from '../messages/pieces.ts';
import type { Reply } from '../messages/reply.ts';
import { runtime } from './ask.ts';
import { one, setControl, textControl } from './controls.ts';
import { byForm } from './give-by-form.ts';
import { given, OTHER_LETTER, pressSoon, type Rule, refused, type Turn } from './give-turn.ts';
import { rootsOf } from './places.ts';
import { receiveFile } from './receive.ts';
import { pageScope } from './scope.ts';
import { watchFor } from './watch.ts';

function isOrder(message: unknown): message is GiveOrder {
  return typeof message === 'object' && message !== null && (message as GiveOrder).order === 'give';
}

async function byRequest(rule: Rule<'request'>, { order, scope, stillThere }: Turn): Promise<GiveReport> {
  const address = readText(rule.address, scope);
  if (address === undefined) return refused('address');
  const target = new URL(address, location.href);
  // The session of the page goes along: it must not leave the page's own origin.
  if (target.origin !== location.origin) return refused('other-origin');
  const texts = (rules: Record<string, FieldRule> | undefined) =>
    Object.entries(rules ?? {}).map(([name, field]) => [name, readText(field, scope) ?? ''] as const);
  const headers = Object.fromEntries(texts(rule.headers));
  const fields = texts(rule.fields);
  const file = await receiveFile(givePort(order.jobKey), order.name, order.size);
  let body: FormData | File = file;
  if (rule.fileField !== undefined) {
    body = new FormData();
    for (const [name, value] of fields) body.set(name, value);
    for (const write of rule.write ?? []) {
      const text = handInText(write, order.stamped);
      if (text !== '') body.set(write.to, text);
    }
    body.set(rule.fileField, file, file.name);
  }
  if (!stillThere()) return refused(OTHER_LETTER);
  const answer = await fetch(target, { method: rule.method, body, headers, credentials: 'include' });
  if (!answer.ok) return refused(`HTTP ${answer.status}`);
  const text = await answer.text();
  if (rule.succeeded !== undefined && !fits(rule.succeeded, tidy(text))) return refused('answer');
  if (rule.press !== undefined) pressSoon(one(rule.press, scope));
  if (rule.reload) setTimeout(() => location.reload(), 0);
  // A good answer of another address than the one that was asked may be the login's.
  return given(rule.succeeded !== undefined || !answer.redirected);
}

/** The file's bytes as base64, as `data:` addresses carry them. */
function base64(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).replace(/^[^,]*,/u, ''));
    reader.onerror = () => reject(new Error('transfer'));
    reader.readAsDataURL(file);
  });
}

async function byViewer(rule: Rule<'viewer'>, { order, scope, stillThere }: Turn): Promise<GiveReport> {
  const viewer = one(rule.viewer, scope);
  if (!viewer || !['iframe', 'frame', 'embed', 'object'].includes(viewer.localName)) return refused('viewer');
  const content = rule.content === undefined ? undefined : textControl(rule.content, scope);
  const name = rule.name === undefined ? undefined : textControl(rule.name, scope);
  if (rule.content !== undefined && !content) return refused('form-control');
  if (rule.name !== undefined && !name) return refused('form-control');
  const submit = rule.submit === undefined ? undefined : one(rule.submit, scope);
  if (rule.submit !== undefined && !submit) return refused('submit-button');
  const file = await receiveFile(givePort(order.jobKey), order.name, order.size);
  const text = content && (await base64(file));
  if (!stillThere()) return refused(OTHER_LETTER);
  viewer.setAttribute(viewer.localName === 'object' ? 'data' : 'src', URL.createObjectURL(file));
  if (content && text !== undefined) setControl(content, text);
  if (name) setControl(name, file.name);
  pressSoon(submit);
  return given(false);
}

/** The letter on the page that the order means, among the rows of a list too. */
function findLetter(order: GiveOrder): Turn | undefined {
  const { page, encoding } = order;
  const same = (scope: ReadingScope) => isSameLetter(order.identity, readIdentity(page, scope));
  const here = () => {
    if (location.href !== order.address) return undefined;
    return rootsOf(page, encoding)
      .map((root) => ({ root, scope: pageScope(root, encoding) }))
      .find(({ scope }) => same(scope));
  };
  const found = here();
  return found && { order, scope: found.scope, stillThere: () => here()?.root === found.root };
}

async function give(order: GiveOrder): Promise<GiveReport> {
  const turn = findLetter(order);
  if (!turn) return refused(OTHER_LETTER);
  const { rule, afterwards, encoding } = order;
  // A sign that stands there already says nothing about this file.
  const shownBefore = afterwards && holds(afterwards.when, pageScope(document, encoding));
  try {
    const report =
      rule.way === 'form'
        ? await byForm(rule, turn)
        : rule.way === 'request'
          ? await byRequest(rule, turn)
          : await byViewer(rule, turn);
    if (report.given && !report.confirmed && afterwards && !shownBefore) {
      watchFor({ jobKey: order.jobKey, when: afterwards.when, seconds: afterwards.within }, encoding);
    }
    return report;
  } catch (failure) {
    return refused((failure as Error).message === 'size' ? 'size' : 'transfer');
  }
}

/** Takes orders of the worker to hand a signed file to this page. */
export function listen(): void {
  runtime().onMessage.addListener((message, _, reply: (answer: Reply<GiveReport>) => void) => {
    if (!isOrder(message)) return undefined;
    void give(message)
      .finally(() => message.lent !== undefined && document.dispatchEvent(new Event(`${message.lent}-over`)))
      .then((body) => reply({ ok: true, body }));
    return true;
  });
}
