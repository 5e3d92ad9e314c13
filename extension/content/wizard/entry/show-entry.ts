import type { HandInRule } from '../../../../shared/profile/schema.ts';
import type { EntryWritten, HandInValues } from '../../../messages/wizard-entry.ts';
import { placeOf } from '../pick.ts';
import { planEntry } from './try-entry.ts';

const STYLE = `
:host{all:initial}
div{position:fixed;pointer-events:none;z-index:2147483647;box-sizing:border-box}
.frame{border:2px solid #1a5fb4;background:#1a5fb41a;border-radius:3px}
.text{padding:1px 6px;border-radius:3px;background:#1a5fb4;color:#fff;overflow:hidden;
 white-space:nowrap;text-overflow:ellipsis;font:600 12px/1.5 system-ui,"Segoe UI",Tahoma,sans-serif}`;
/** Height of a line of words, and the narrowest that still says something, pixels. */
const LINE = 20;
const NARROWEST = 80;

/** Frames the controls on the page that would be filled, each with its text in it, until the person presses anywhere or goes on. */
export function showEntry(rule: HandInRule, values: HandInValues, signal: AbortSignal): EntryWritten {
  const planned = planEntry(rule, values).filter(({ state }) => state === 'free' || state === 'list');
  const host = document.createElement('kygui-shown');
  const shadow = host.attachShadow({ mode: 'closed' });
  const style = document.createElement('style');
  style.textContent = STYLE;
  shadow.append(style);
  const drawn = planned.map(({ element, text }) => {
    const frame = document.createElement('div');
    frame.className = 'frame';
    const words = document.createElement('div');
    words.className = 'text';
    words.textContent = text;
    shadow.append(frame, words);
    return { element: element as HTMLElement, frame, words };
  });
  const place = () => {
    for (const { element, frame, words } of drawn) {
      const { x, y, width, height } = placeOf(element);
      frame.style.cssText = `left:${x - 2}px;top:${y - 2}px;width:${width + 4}px;height:${height + 4}px`;
      const top = y + Math.max(0, (Math.min(height, 2 * LINE) - LINE) / 2);
      words.style.cssText = `left:${x + 2}px;top:${top}px;max-width:${Math.max(width - 4, NARROWEST)}px`;
    }
  };
  place();
  document.documentElement.append(host);
  planned[0]?.element?.scrollIntoView({ block: 'center' });
  place();
  const over = new AbortController();
  const end = () => {
    over.abort();
    host.remove();
  };
  const options = { capture: true, passive: true, signal: over.signal };
  window.addEventListener('scroll', place, options);
  window.addEventListener('resize', place, options);
  for (const type of ['pointerdown', 'keydown', 'pagehide']) window.addEventListener(type, end, options);
  signal.addEventListener('abort', end, { signal: over.signal });
  return { controls: drawn.length };
}
