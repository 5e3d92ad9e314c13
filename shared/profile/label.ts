import { toUnicode } from './legacy-text.ts';
import { findAll, type ReadableElement, type ReadingScope } from './readable.ts';
import { labelKey, tidy } from './text.ts';

/** Elements in which systems print labels; containers are left out, their text is that of their children. */
const LABEL_TAGS = 'label,td,th,dt,span,b,strong,em,legend,h4,h5,h6,p,div,li';

/** What stands beside a label: elements, or the rest of the label's own text ("Số: 15/UBND-VP"). */
export type Labelled = { elements: ReadableElement[] } | { text: string };

function valueBeside(label: ReadableElement, scope: ReadingScope): ReadableElement | undefined {
  const keyOf = (element: ReadableElement) => labelKey(toUnicode(element.textContent ?? '', scope.encoding));
  const pointed = label.getAttribute('for');
  if (label.localName === 'label' && pointed !== null) {
    const target = Array.from(scope.page.querySelectorAll('input,select,textarea,span,div,p,output')).find(
      (element) => element.getAttribute('id') === pointed,
    );
    if (target) return control(target);
  }
  // A label wrapped in layout elements: climb while it is the only thing in its parent.
  let at: ReadableElement | null = label;
  while (at) {
    const next: ReadableElement | null = at.nextElementSibling;
    if (next)
      return tidy(next.textContent ?? '') === ':' && next.nextElementSibling
        ? control(next.nextElementSibling)
        : control(next);
    const parent: ReadableElement | null = at.parentElement;
    if (!parent || keyOf(parent) !== keyOf(label)) return undefined;
    at = parent;
  }
  return undefined;
}

/** The form control inside an element when there is one: its value is what the clerk sees. */
function control(element: ReadableElement): ReadableElement {
  const inner = Array.from(element.querySelectorAll('input,select,textarea')).find(
    (candidate) => !['hidden', 'button', 'submit', 'file'].includes(candidate.getAttribute('type') ?? ''),
  );
  return inner ?? element;
}

/** Values beside any of the given labels, in the order of the labels. Made for use on a click, not on load. */
export function labelledElements(scope: ReadingScope, labels: readonly string[]): Labelled {
  const candidates = findAll(scope, scope.root, LABEL_TAGS).filter(
    (element) => (element.textContent ?? '').length < 200,
  );
  const keyed = candidates.map((element) => ({
    element,
    key: labelKey(toUnicode(element.textContent ?? '', scope.encoding)),
  }));
  for (const label of labels) {
    const wanted = labelKey(label);
    // The innermost element with exactly this text: later in document order for nested matches.
    const exact = keyed.filter(({ key }) => key === wanted).reverse();
    for (const { element } of exact) {
      const value = valueBeside(element, scope);
      if (value) return { elements: [value] };
    }
    for (const { element, key } of [...keyed].reverse()) {
      const own = tidy(toUnicode(element.textContent ?? '', scope.encoding));
      const colon = own.indexOf(':');
      if (colon > 0 && key.startsWith(wanted) && labelKey(own.slice(0, colon)) === wanted) {
        const rest = own.slice(colon + 1).trim();
        if (rest !== '') return { text: rest };
      }
    }
  }
  return { elements: [] };
}
