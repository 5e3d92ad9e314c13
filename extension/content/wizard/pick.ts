import { insideOf } from '../scope.ts';
import { showHint } from './hint.ts';
import { isVisible, type Tree, treesOf, wordsOf } from './trees.ts';

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
export function placeOf(element: Element): DOMRect {
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

const CONTROLS = 'a, button, input, select, textarea, iframe, embed, object, [role=button]';

/** Places that the arrow keys go to, in the order of the page: what can be pressed, and the innermost texts. */
function placesByKey(): Element[] {
  const foreign = treesOf().filter((tree) => !('host' in tree && tree.host.localName.startsWith('kygui-')));
  return foreign.flatMap((tree) =>
    [...tree.querySelectorAll('*')].filter(
      (element) =>
        !element.closest('head, script, style, kygui-picker, kygui-button') &&
        (element.matches(CONTROLS) || (element.children.length === 0 && wordsOf(element) !== '')) &&
        isVisible(element),
    ),
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };

/**
 * Lets the person point at something: what lies under the mouse, or what the arrow keys come to, is framed; a press or
 * Enter picks it and reaches the page no further. Only what the browser calls a person's counts. Null when it is given
 * up (Escape, or the signal).
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
    const say = showHint(hint, over.signal);
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
    const show = (element: Element) => {
      const { x, y, width, height } = placeOf(element);
      frame.style.cssText = `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
    };
    let reached: Element | null = null;
    const step = (by: number) => {
      const places = placesByKey();
      if (places.length === 0) return;
      const at = reached === null ? -1 : places.indexOf(reached);
      reached = places.at((Math.max(at, by > 0 ? -1 : 0) + by + places.length) % places.length) ?? null;
      reached?.scrollIntoView({ block: 'nearest' });
      if (reached) show(reached);
      say(`${hint} ${reached ? `▸ ${wordsOf(reached).slice(0, 80)}` : ''}`);
    };
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
          if (element) show(element);
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
          if (!event.isTrusted) return;
          const by = STEPS[event.key];
          if (by === undefined && event.key !== 'Escape' && (event.key !== 'Enter' || !reached)) return;
          swallow(event);
          if (by !== undefined) step(by);
          else end(event.key === 'Enter' ? reached : null);
        },
        options,
      );
    }
    signal.addEventListener('abort', () => end(null), { signal: over.signal });
  });
}
