import { insideOf } from '../scope.ts';
import { showHint } from './hint.ts';
import { type Tree, treesOf } from './trees.ts';

const STYLE = `
:host{all:initial}
div{position:fixed;pointer-events:none;z-index:2147483647;box-sizing:border-box}
.frame{border:2px solid #b3261e;background:#b3261e22;border-radius:3px}`;

const STOPPED = ['pointerdown', 'pointerup', 'mousedown', 'mouseup', 'auxclick', 'dblclick', 'contextmenu'];

/** The innermost element at a place, in shadow roots too. */
function deepest(tree: Tree, x: number, y: number): Element | null {
  let found = tree.elementFromPoint(x, y);
  for (;;) {
    const inner =
      found && found.localName !== 'iframe' ? (insideOf(found) as unknown as ShadowRoot | null) : null;
    const next = inner?.elementFromPoint?.(x, y);
    if (!next || next === found) return found;
    found = next;
  }
}

/** Where an element stands in the outermost document of this script, through the frames around it. */
function placeOf(element: Element): DOMRect {
  const box = element.getBoundingClientRect();
  let { x, y } = box;
  let view = element.ownerDocument.defaultView;
  while (view && view !== window && view.frameElement) {
    const around = view.frameElement.getBoundingClientRect();
    x += around.x;
    y += around.y;
    view = view.parent as typeof view;
  }
  return new DOMRect(x, y, box.width, box.height);
}

/**
 * Lets the person point at something: what lies under the mouse is framed, a press picks it and reaches the page no
 * further. Only presses that the browser calls a person's count. Null when it is given up (Escape, or the signal).
 */
export function pickElement(hint: string, signal: AbortSignal): Promise<Element | null> {
  const host = document.createElement('kygui-picker');
  const shadow = host.attachShadow({ mode: 'closed' });
  const style = document.createElement('style');
  style.textContent = STYLE;
  const frame = document.createElement('div');
  frame.className = 'frame';
  shadow.append(style, frame);
  document.documentElement.append(host);

  return new Promise((resolve) => {
    const over = new AbortController();
    showHint(hint, over.signal);
    const end = (element: Element | null) => {
      if (over.signal.aborted) return;
      over.abort();
      host.remove();
      resolve(element);
    };
    const under = (event: MouseEvent) => {
      const within = (event.view as Window | null)?.document ?? document;
      return deepest(within, event.clientX, event.clientY);
    };
    const options = { capture: true, signal: over.signal };
    const swallow = (event: Event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const documents = treesOf().filter((tree): tree is Document => tree.nodeType === Node.DOCUMENT_NODE);
    for (const one of documents) {
      const view = one.defaultView;
      if (!view) continue;
      view.addEventListener(
        'mousemove',
        (event) => {
          const element = under(event);
          if (!element) return;
          const { x, y, width, height } = placeOf(element);
          frame.style.cssText = `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
        },
        options,
      );
      for (const type of STOPPED) view.addEventListener(type, swallow, options);
      view.addEventListener(
        'click',
        (event) => {
          swallow(event);
          if (event.isTrusted) end(under(event));
        },
        options,
      );
      view.addEventListener(
        'keydown',
        (event) => {
          if (event.key !== 'Escape' || !event.isTrusted) return;
          swallow(event);
          end(null);
        },
        options,
      );
    }
    signal.addEventListener('abort', () => end(null), { signal: over.signal });
  });
}
