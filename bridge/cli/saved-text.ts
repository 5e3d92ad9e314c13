/** What a browser would make of a saved page's text, where the parser of this program alone reads it otherwise. */

/** Stands for `<` inside of a script while the page is parsed: a noncharacter, which no page's text may hold. */
const HELD = '\u{FDD0}';
const ATTRIBUTES = `(?:[^>"']|"[^"]*"|'[^']*')*`;
const RAW = new RegExp(
  `(<!--[\\s\\S]*?-->)|(<(script|style)(?=[\\s/>])${ATTRIBUTES}>)([\\s\\S]*?)(?=</\\3[\\s/>])|<[a-z]${ATTRIBUTES}>`,
  'giu',
);

/** HTML whose scripts and styles hold no `<`, which the parser would take for tags. Their text is not to be read afterwards. */
export const withRawTextHeld = (html: string): string =>
  html.replace(RAW, (all, comment?: string, opening?: string, _name?: string, text?: string) =>
    comment !== undefined || opening === undefined ? all : `${opening}${(text ?? '').replaceAll('<', HELD)}`,
  );

interface TextNode {
  nodeType: number;
  nodeValue: string | null;
  childNodes: ArrayLike<TextNode>;
  localName?: string;
  getAttribute?(name: string): string | null;
}

const BLOCK = new Set(
  'address article aside blockquote center dd details dialog div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol option p pre section summary table tbody tfoot thead tr ul'.split(
    ' ',
  ),
);
const UNSEEN = new Set(['script', 'style', 'template', 'noscript', 'head', 'title', 'textarea', 'iframe']);

function printed(node: TextNode, isPre: boolean): string {
  if (node.nodeType === 3) {
    return isPre ? (node.nodeValue ?? '') : (node.nodeValue ?? '').replace(/[ \t\r\n\f]+/gu, ' ');
  }
  if (node.nodeType !== 1 && node.nodeType !== 11) return '';
  const name = node.localName ?? '';
  if (name === 'br') return '\n';
  const style = node.getAttribute?.('style') ?? '';
  const isHidden = /(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*hidden)/iu.test(style);
  if (UNSEEN.has(name) || isHidden || typeof node.getAttribute?.('hidden') === 'string') return '';
  const text = inside(node, isPre);
  const isBlock = BLOCK.has(name) || /(?:^|[;\s])display\s*:\s*(?:block|flex|grid)/iu.test(style);
  if (isBlock) return `\n${text}\n`;
  return name === 'td' || name === 'th' ? `${text}\t` : text;
}

function inside(node: TextNode, wasPre: boolean): string {
  const isPre =
    wasPre ||
    node.localName === 'pre' ||
    /white-space\s*:\s*(?:pre|break)/iu.test(node.getAttribute?.('style') ?? '');
  return Array.from(node.childNodes, (child) => printed(child, isPre)).join('');
}

/** Rendered text of an element as far as its tags, attributes and inline style tell: `<br>` and blocks part lines. */
export const renderedText = (element: TextNode): string =>
  inside(element, false)
    .replace(/[ \t]*\n\s*/gu, '\n')
    .replace(/^\s+|\s+$/gu, '');
