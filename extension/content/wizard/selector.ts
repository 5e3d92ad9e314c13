/** Names that frameworks and servers make up anew for each page or build; `__VIEWSTATE` and its kin are none. */
const MADE_UP =
  /\d{2,}|[0-9a-f]{8,}|\d[a-z]+\d|^(?:ng-|css-|sc-|jss\d|jsx-|svelte-|react-|ember\d|mui|yui|ext-|radix-|headlessui-|cdk-|mat-(?:mdc-)?\w+-\d|pn_id|rc[-_]|ui-id|:r|_(?!_[A-Z]))|__[\w-]{5,}$/iu;
/** Counters that ASP.NET puts before names of its own: `ctl00_Main_lblSo`. */
const COUNTERS = /(?:^|(?<=[_$]))ctl\d{2,3}(?=[_$])/giu;
/** Values of attributes that speak of one letter alone: the name of its file, its subject. */
const OF_ONE_LETTER = /\.[a-z]{3,4}$/iu;
const LONGEST_VALUE = 40;
/** States, not kinds; makers write them behind the name of the part: `grid-checkboxes-hidden`. */
const STATE =
  /^(?:is|has)-|(?:^|[-_])(?:active|hover|focus(?:ed)?|selected|open(?:ed)?|show|shown|hidden|visible|odd|even|first|last|disabled|enabled|loading|current|checked|expanded|collapsed|sorted|empty|filled)$/iu;
const ATTRIBUTES = [
  'name',
  'formcontrolname',
  'data-testid',
  'col-id',
  'data-field',
  'data-name',
  'itemprop',
  'data-label',
  'data-title',
  'data-th',
  'label',
  'aria-label',
];
/** Parts that a program counted: `table_1_column_2`. */
const COUNTED = /[-_]\d+[-_]/u;
const LONGEST = 400;

/** What names are made of; anything else could mean something in a selector. */
const PLAIN = /^[\p{L}\d_.:$ -]{1,60}$/u;

const quoted = (text: string) => `"${text}"`;
/** `vb_7` on the page `?id=7` is this letter's. */
const isOfAddress = (name: string) => {
  const { pathname, search, hash } = location;
  const numbers = (text: string) => text.match(/\d+/gu) ?? [];
  const shown = new Set(numbers(pathname + search + hash));
  return numbers(name).some((number) => shown.has(number));
};

const usable = (name: string) => {
  const own = name.replace(COUNTERS, 'ctl');
  return PLAIN.test(name) && !MADE_UP.test(own) && !isOfAddress(own);
};

/** A value that every letter's page bears, not only this one's. */
const lasting = (element: Element, name: string, value: string) =>
  usable(value) &&
  value.length <= LONGEST_VALUE &&
  !OF_ONE_LETTER.test(value) &&
  (name === 'name' || value.trim() !== (element.textContent ?? '').trim());

/** In the row of a list, what is numbered or named names this row alone. */
const inEveryRow = (value: string) => !/\d/u.test(value);

/** Classes that say what kind of thing an element is. */
const kindsOf = (element: Element) =>
  [...element.classList]
    .filter((name) => usable(name) && !STATE.test(name) && !COUNTED.test(name))
    .slice(0, 3);

/** What may be said of one element by itself, the surest first. */
function* ownWords(element: Element, root: ParentNode): Generator<string> {
  const tag = element.localName;
  const isRow = root.nodeType === Node.ELEMENT_NODE;
  // A form whose control is called `id` gives that control for `form.id`.
  const id = element.getAttribute('id') ?? '';
  if (!isRow && id !== '' && usable(id)) yield `#${CSS.escape(id)}`;
  for (const name of ATTRIBUTES) {
    const value = element.getAttribute(name);
    if (value && lasting(element, name, value) && (!isRow || inEveryRow(value))) {
      yield `${tag}[${name}=${quoted(value)}]`;
    }
  }
  if (tag === 'input') yield `input[type=${quoted((element as HTMLInputElement).type)}]`;
  const classes = kindsOf(element);
  for (const name of classes) yield `${tag}.${CSS.escape(name)}`;
  if (classes.length > 1) yield `${tag}${classes.map((name) => `.${CSS.escape(name)}`).join('')}`;
  for (const { name } of element.attributes) {
    if (name.startsWith('data-') && usable(name)) yield `${tag}[${name}]`;
  }
  if (tag === 'a' && /\.pdf(?:$|[?#])/u.test(element.getAttribute('href') ?? '')) yield 'a[href*=".pdf"]';
  yield tag;
}

/** Selectors for all of the kind of an element, the narrowest first: its classes, then its attributes. */
export function* kindOf(element: Element): Generator<string> {
  const tag = element.localName;
  const classes = kindsOf(element);
  if (classes.length > 1) yield `${tag}${classes.map((name) => `.${CSS.escape(name)}`).join('')}`;
  for (const name of classes) yield `${tag}.${CSS.escape(name)}`;
  for (const { name } of element.attributes) {
    if (name === 'download' || (name.startsWith('data-') && usable(name))) yield `${tag}[${name}]`;
  }
}

/** Of two selectors for the same element the first that finds it alone is taken; ids before places. */
function within(element: Element, root: ParentNode): string {
  const alone = (selector: string) => {
    const found = root.querySelectorAll(selector);
    return found.length === 1 && found[0] === element;
  };
  for (const words of ownWords(element, root)) if (alone(words)) return words;
  // Beside an ancestor that can be told apart by itself.
  for (let above = element.parentElement; above && above !== root; above = above.parentElement) {
    for (const words of ownWords(above, root)) {
      if (words === above.localName) continue;
      if (root.querySelectorAll(words).length !== 1) continue;
      for (const own of ownWords(element, root)) if (alone(`${words} ${own}`)) return `${words} ${own}`;
      const path = `${words}${pathFrom(above, element)}`;
      if (alone(path)) return path;
    }
  }
  return pathFrom(root, element).replace(/^ > /u, root.nodeType === Node.ELEMENT_NODE ? ':scope > ' : '');
}

/** The way down by position, for pages that name nothing. */
function pathFrom(root: ParentNode, element: Element): string {
  let path = '';
  for (let at: Element | null = element; at && at !== root; at = at.parentElement) {
    const { localName } = at;
    // At the top of a shadow root there is no element around.
    const around = at.parentNode as ParentNode | null;
    const siblings = [...(around?.children ?? [])].filter((one) => one.localName === localName);
    const place = siblings.length > 1 ? `:nth-of-type(${siblings.indexOf(at) + 1})` : '';
    path = ` > ${localName}${place}${path}`;
  }
  return path;
}

/** Element around the root of another tree: the host of a shadow root, or the frame of a document. */
function doorOf(root: Node): Element | null {
  if (root.nodeType === Node.DOCUMENT_NODE) return (root as Document).defaultView?.frameElement ?? null;
  return (root as ShadowRoot).host ?? null;
}

/**
 * A selector of the profile's kind that finds this element alone, starting at `root` (a document or a row of a
 * list): `>>>` leads into shadow roots and frames. Undefined when there is none that a profile may hold.
 */
export function selectorFor(element: Element, root: ParentNode = document): string | undefined {
  if (element === (root as unknown)) return ':scope';
  const steps: string[] = [];
  let at = element;
  for (;;) {
    const tree = at.getRootNode();
    if (root === tree || (root.nodeType === Node.ELEMENT_NODE && (root as unknown as Node).contains(at))) {
      steps.unshift(within(at, root));
      break;
    }
    steps.unshift(within(at, tree as unknown as ParentNode));
    const door = doorOf(tree);
    if (!door) return undefined;
    at = door;
  }
  const selector = steps.join(' >>> ');
  return selector.length <= LONGEST ? selector : undefined;
}
