import { SaxesParser } from 'saxes';

/** An element by local name; prefixes are dropped on reading and put back by the writer. */
export interface XmlNode {
  name: string;
  namespace: string;
  attributes: Record<string, string>;
  children: XmlNode[];
  text: string;
}

/** Parses a whole, well-formed document. DOCTYPE is refused: the sandbox never passes one on (fault F26). */
export function parseXml(source: string): XmlNode {
  const parser = new SaxesParser({ xmlns: true });
  const stack: XmlNode[] = [];
  let root: XmlNode | undefined;
  parser.on('doctype', () => {
    throw new Error('DOCTYPE');
  });
  parser.on('opentag', (tag) => {
    const attributes: Record<string, string> = {};
    for (const [name, value] of Object.entries(tag.attributes)) attributes[name] = value.value;
    const node: XmlNode = { name: tag.local, namespace: tag.uri, attributes, children: [], text: '' };
    stack.at(-1)?.children.push(node);
    root ??= node;
    stack.push(node);
  });
  const text = (value: string) => {
    const top = stack.at(-1);
    if (top !== undefined) top.text += value;
  };
  parser.on('text', text);
  parser.on('cdata', text);
  parser.on('closetag', () => {
    stack.pop();
  });
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(source).close();
  if (root === undefined) throw new Error('no element');
  return root;
}

/** All elements reached by a path of local names below `node`. */
export function findAll(node: XmlNode, ...path: string[]): XmlNode[] {
  let level = [node];
  for (const name of path)
    level = level.flatMap((parent) => parent.children.filter((child) => child.name === name));
  return level;
}

/** Trimmed text of the first element at the path; empty when there is none. */
export function textAt(node: XmlNode, ...path: string[]): string {
  return findAll(node, ...path)[0]?.text.trim() ?? '';
}

export function element(name: string, text: string, children: XmlNode[] = []): XmlNode {
  return { name, namespace: '', attributes: {}, children, text };
}

export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#13;');
}
