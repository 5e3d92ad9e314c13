import type { TickRule } from '../../../shared/profile/schema.ts';
import type { PageProfile } from '../../messages/page.ts';
import { dress, dressMore, makeHost } from '../dress.ts';

/** What the bar shows. */
export interface BarState {
  shown: number;
  chosen: number;
  /** Ticked, and shown no more: scrolled out, filtered out or on another page of the list. They are not signed. */
  elsewhere: number;
  /** One button for each thing that can be done with what is ticked. */
  actions: readonly { rule: TickRule; count: number }[];
  /** Letters that are being read; null while none are. */
  reading: { done: number; total: number } | null;
  /** What went wrong, or that the window is open. */
  note: { text: string; bad: boolean } | null;
}

export interface Bar {
  host: HTMLElement;
  show(state: BarState): void;
}

const STYLE = `
:host{all:initial;display:block}
:host([floating]){position:fixed;left:50%;bottom:12px;transform:translateX(-50%);z-index:2147483000;max-width:calc(100vw - 24px)}
section{font:14px/1.45 system-ui,"Segoe UI",Tahoma,sans-serif;color:#10243a;background:#fff;border:1px solid #9db4ca;
 border-left:4px solid #134e8a;border-radius:8px;padding:7px 12px;margin:6px 0;display:flex;flex-wrap:wrap;gap:8px 16px;align-items:center}
:host([floating]) section{box-shadow:0 6px 24px #0b213a40;margin:0}
label{display:inline-flex;gap:8px;align-items:center;cursor:pointer;min-height:30px}
input{width:17px;height:17px;margin:0;accent-color:#134e8a}
input:focus-visible,button:focus-visible{outline:3px solid #f0b429;outline-offset:2px}
.count{color:#41566b;flex:1}
button{font:600 14px/1.2 system-ui,"Segoe UI",Tahoma,sans-serif;color:#fff;background:#134e8a;border:1px solid #0d3a68;
 border-radius:6px;padding:7px 14px;min-height:32px;cursor:pointer}
button:hover{background:#1a60a6}
button[disabled]{background:#e6ebf1;border-color:#c3cfdb;color:#4d6073;cursor:default}
button.quiet{color:#134e8a;background:#fff}`;

/** For letters that are being read and what became of them; not while the page loads. */
const READING_STYLE = `
progress{width:140px;height:10px;accent-color:#134e8a}
p{margin:0;flex-basis:100%} p.bad{color:#8c1d18}
p:empty,[hidden]{display:none}`;

/** Puts values into the words of the worker. */
export const filled = (text: string, ...values: (string | number)[]): string =>
  text.replace(/\$(\d)/gu, (_, index: string) => String(values[Number(index) - 1] ?? ''));

/** "All shown", how many are ticked, and one button for all of them; in a closed shadow root like every control. */
export function createBar(
  words: PageProfile['words'],
  act: {
    /** A press on the bar begins: what it says now is what the person means. */
    begin(): void;
    all(chosen: boolean): void;
    sign(rule: TickRule): void;
    stop(): void;
  },
  home: Document = document,
): Bar {
  const { host, root } = makeHost('kygui-bar', home);
  const element = <Name extends keyof HTMLElementTagNameMap>(name: Name, className = '') => {
    const made = home.createElement(name);
    if (className !== '') made.className = className;
    return made;
  };
  dress(root, STYLE);
  const section = element('section');
  section.setAttribute('aria-label', 'Ký Gửi');
  const [label, all, allText] = [element('label'), element('input'), element('span')];
  all.type = 'checkbox';
  label.append(all, allText);
  const count = element('span', 'count');
  const buttons = element('span');
  section.append(label, count, buttons);
  root.append(section);
  section.addEventListener('pointerdown', (event) => event.isTrusted && act.begin());
  section.addEventListener('keydown', (event) => {
    if (event.isTrusted && ['Enter', ' '].includes(event.key)) act.begin();
  });
  all.addEventListener('click', (event) => {
    if (event.isTrusted) act.all(all.checked);
    else event.preventDefault();
  });

  /** What tells of the reading and of what became of it: made when the first letters are read. */
  const makeReading = () => {
    dressMore(root, READING_STYLE);
    const [busy, bar] = [element('span', 'count'), element('progress')];
    const [stop, note] = [element('button', 'quiet'), element('p')];
    stop.type = 'button';
    stop.textContent = words.stopReading;
    for (const told of [busy, note]) told.setAttribute('role', 'status');
    buttons.before(busy, bar, stop);
    section.append(note);
    stop.addEventListener('click', (event) => event.isTrusted && act.stop());
    return { busy, bar, stop, note };
  };
  let parts: ReturnType<typeof makeReading> | undefined;

  const made = new Map<TickRule, HTMLButtonElement>();
  const buttonOf = (rule: TickRule): HTMLButtonElement => {
    const known = made.get(rule);
    if (known) return known;
    const button = element('button');
    button.type = 'button';
    button.addEventListener('click', (event) => event.isTrusted && act.sign(rule));
    made.set(rule, button);
    buttons.append(button);
    return button;
  };
  const write = (target: HTMLElement, text: string) => {
    if (target.textContent !== text) target.textContent = text;
  };
  return {
    host,
    show({ shown, chosen, elsewhere, actions, reading, note: told }) {
      write(allText, filled(words.tickAll, shown));
      all.checked = chosen > 0 && chosen === shown;
      all.indeterminate = chosen > 0 && chosen < shown;
      all.disabled = reading !== null;
      const here = chosen === 0 ? words.tickNone : filled(words.ticked, chosen, shown);
      write(count, elsewhere === 0 ? here : `${here} · ${filled(words.tickedElsewhere, elsewhere)}`);
      for (const { rule, count: ticked } of actions) {
        const button = buttonOf(rule);
        const what = rule.send ? words.signAndSend : words[rule.role];
        write(button, filled(words.signTicked, what, ticked));
        button.disabled = ticked === 0 || reading !== null;
      }
      for (const [rule, button] of made) {
        if (actions.some((one) => one.rule === rule)) continue;
        button.remove();
        made.delete(rule);
      }
      if (!parts && !reading && !told) return;
      parts ??= makeReading();
      const { busy, bar, stop, note } = parts;
      for (const part of [busy, bar, stop]) part.hidden = reading === null;
      if (reading) {
        write(busy, filled(words.reading, Math.min(reading.done + 1, reading.total), reading.total));
        bar.max = reading.total;
        bar.value = reading.done;
      }
      write(note, told?.text ?? '');
      note.classList.toggle('bad', told?.bad ?? false);
    },
  };
}
