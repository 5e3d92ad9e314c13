import { type InElement, isOurs } from './in-element.ts';
import type { WarningList } from './warnings.ts';

/** Attributes that known writers put on elements; what they say is not used. */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  edXMLManifest: ['version'],
  TraceHeaderList: ['id', 'version', 'mustUnderstand', 'actor'],
};
const HARMLESS = /^(?:xmlns(?:$|:)|xlink:|xml:|xsi:(?:nil|type|schemaLocation|noNamespaceSchemaLocation)$)/u;

/** Lists what elements of the format carry in attributes: values belong into elements, and none is read here. */
export function noteAttributes(root: InElement, warnings: WarningList): void {
  const open = [root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    // A signature of the envelope has attributes of its own; it is not read anyway.
    if (element.local === 'Signature' || element.local === 'DigitalSignature') continue;
    if (isOurs(element)) {
      for (const [name, value] of Object.entries(element.attributes)) {
        const local = name.replace(/^.*:/u, '');
        if (HARMLESS.test(name) || KNOWN[element.local]?.includes(local)) continue;
        warnings.add('UNKNOWN_ATTRIBUTE', element, value, `@${name.slice(0, 60)}`);
      }
    }
    open.push(...element.children.toReversed());
  }
}
