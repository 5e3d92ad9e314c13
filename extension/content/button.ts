import type { ButtonRule } from '../../shared/profile/schema.ts';
import type { PageProfile } from '../messages/page.ts';
import { dress, dressMore, makeHost } from './dress.ts';
import { keepPresses } from './own-press.ts';
import type { Control } from './standing.ts';

export type ButtonState = 'ready' | 'busy' | 'opened' | 'failed';

export interface DockButton extends Control {
  /** @param code of the closed list: why it failed */
  show(state: ButtonState, code?: string): void;
}

const STYLE = `
:host{all:initial;display:inline-block;vertical-align:middle;margin:0 4px}
button{font:600 13px/1.2 system-ui,"Segoe UI",Tahoma,sans-serif;color:#fff;background:#134e8a;border:1px solid #0d3a68;
 border-radius:6px;padding:6px 12px;min-height:30px;cursor:pointer;display:inline-flex;align-items:center;gap:7px}
button{white-space:nowrap}
:host([row]){margin:-4px 4px} :host([row]) button{font-size:12px;padding:3px 9px;min-height:24px;gap:6px}
button:hover{background:#1a60a6} button:focus-visible{outline:3px solid #f0b429;outline-offset:2px}
button::before{content:"";width:9px;height:9px;border-radius:50%;background:#e5484d;box-shadow:0 0 0 2px #fff3}`;

/** For what becomes of a press; read by the browser when the first one is made, not while the page loads. */
const PRESSED_STYLE = `
button[aria-busy=true]{background:#3d5a78;cursor:progress}
button.failed{background:#8c1d18;border-color:#6a1310}
button[aria-busy=true]::before{background:none;border:2px solid #fff;border-right-color:transparent;box-shadow:none;animation:t .7s linear infinite}
@keyframes t{to{transform:rotate(1turn)}}
@media (prefers-reduced-motion:reduce){button[aria-busy=true]::before{animation-duration:3s}}`;

/** How long the button says what became of the press before it is ready again. */
const SAY_MS = 2500;
/** A failure is read, and its code told to somebody. */
const SAY_FAILURE_MS = 15_000;

/**
 * One button in a closed shadow root. Only a press that the browser says a person made is passed on; the page can
 * neither press it by script nor restyle it. Covering it gains nothing: it only opens the extension's window.
 * @param onApproach the hand nears it
 * @param home document of the frame it will stand in: it cannot take its style into another
 * @param inRow it stands in a row of a list: low enough for rows whose height the page reckons with
 */
export function createButton(
  rule: ButtonRule,
  words: PageProfile['words'],
  onPress: (button: DockButton) => void,
  onApproach: () => void = () => undefined,
  home: Document = document,
  inRow = false,
): DockButton {
  const { host, root } = makeHost('kygui-button', home);
  host.toggleAttribute('row', inRow);
  dress(root, STYLE);
  const control = home.createElement('button');
  control.type = 'button';
  const label = rule.send ? words.signAndSend : words[rule.role];
  control.textContent = label;
  root.append(control);

  let timer: ReturnType<typeof setTimeout> | undefined;
  let shown: ButtonState = 'ready';
  let isPressedDressed = false;
  const show = (state: ButtonState, code?: string) => {
    if (state !== 'ready' && !isPressedDressed) dressMore(root, PRESSED_STYLE);
    isPressedDressed ||= state !== 'ready';
    shown = state;
    clearTimeout(timer);
    control.setAttribute('aria-busy', String(state === 'busy'));
    control.classList.toggle('failed', state === 'failed');
    control.textContent = state === 'ready' ? label : words[state];
    if (code !== undefined) control.append(` (${code})`);
    if (state === 'opened') timer = setTimeout(() => show('ready'), SAY_MS);
    if (state === 'failed') timer = setTimeout(() => show('ready'), SAY_FAILURE_MS);
  };
  const button: DockButton = { host, show, isAtRest: () => shown === 'ready' };
  keepPresses(control);
  // A link around would be followed.
  control.addEventListener('dblclick', (event) => event.preventDefault());
  control.addEventListener('click', (event) => {
    event.preventDefault();
    if (!event.isTrusted || control.getAttribute('aria-busy') === 'true') return;
    onPress(button);
  });
  // What a press needs is brought while the hand is on its way; a press that is faster waits for it. Listening to
  // pointers instead would cost the page more: the browser follows them wherever somebody does.
  control.addEventListener('mouseenter', (event) => event.isTrusted && onApproach());
  return button;
}
