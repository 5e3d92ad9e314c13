import { createHash } from 'node:crypto';
import { sameBytes } from '../../pdf/judge/cms/certificate.ts';
import type { FormatReason } from '../verdict.ts';
import { type Canonicalization, canonicalizationOf, canonicalize, XmlBaseUnsupported } from './canonical.ts';
import {
  attributeOf,
  elementsOf,
  isWithin,
  XML_NAMESPACE,
  type XmlDocument,
  type XmlElement,
} from './document.ts';
import { DIGESTS, ENVELOPED } from './names.ts';
import { bytesOf, childOf, childrenOf, XmlSignatureError } from './structure.ts';

export interface ReferenceCheck {
  type: string | null;
  /** The signed element; the root for the whole document. */
  target: XmlElement;
  whole: boolean;
  covers: string[];
  reasons: FormatReason[];
}

const MOST_TRANSFORMS = 4;
/** Names that programs take for identifiers. */
const ID_NAMES = new Set(['Id', 'ID', 'id']);

/**
 * Checks one Reference (XML Signature, 4.4.3). Only the document itself and elements of it are followed; of the
 * transforms only the enveloped signature and canonicalizations, so that what is signed is what is seen.
 * @throws XmlSignatureError
 */
export function checkReference(
  document: XmlDocument,
  signature: XmlElement,
  reference: XmlElement,
): ReferenceCheck {
  const uri = attributeOf(reference, 'URI');
  const target = uri === '' ? document.root : elementById(document.root, uri);
  const { enveloped, how } = readTransforms(childOf(reference, 'Transforms'));
  const whole = target === document.root && (enveloped || !isWithin(signature, target));
  if (enveloped && !isWithin(signature, target)) throw new XmlSignatureError('XML_TRANSFORM_UNSUPPORTED');
  const method = childOf(reference, 'DigestMethod');
  const value = childOf(reference, 'DigestValue');
  const digest = DIGESTS[(method && attributeOf(method, 'Algorithm')) ?? ''];
  if (!value) throw new XmlSignatureError('XML_SIGNATURE_MALFORMED');
  if (digest === undefined) throw new XmlSignatureError('ALGORITHM_UNSUPPORTED');
  // An empty URI means the document without its comments (4.4.3.3); so does a bare name.
  const text = canonicalText(
    uri === '' ? document : target,
    { ...how, comments: false },
    enveloped ? signature : null,
  );
  const found = createHash(digest).update(text, 'utf8').digest();
  return {
    type: attributeOf(reference, 'Type'),
    target,
    whole,
    covers: [whole ? 'document' : target.local],
    reasons: [
      ...(sameBytes(found, bytesOf(value)) ? [] : (['XML_REFERENCE_WRONG'] as const)),
      ...(digest === 'sha1' ? (['DIGEST_SHA1'] as const) : []),
    ],
  };
}

function canonicalText(
  top: XmlDocument | XmlElement,
  how: Canonicalization,
  omit: XmlElement | null,
): string {
  try {
    return canonicalize(top, how, omit);
  } catch (error) {
    if (error instanceof XmlBaseUnsupported) throw new XmlSignatureError('XML_TRANSFORM_UNSUPPORTED');
    throw error;
  }
}

/** The one element with an identifier. Two elements with it are the heart of signature wrapping. */
function elementById(root: XmlElement, uri: string | null): XmlElement {
  if (uri === null || !uri.startsWith('#') || !/^#[\p{L}_][\p{L}\p{N}._-]*$/u.test(uri)) {
    throw new XmlSignatureError('XML_REFERENCE_OUTSIDE');
  }
  const id = uri.slice(1);
  const found: XmlElement[] = [];
  for (const element of elementsOf(root)) {
    const named = element.attributes.some(
      (one) =>
        one.value === id &&
        ((one.uri === '' && ID_NAMES.has(one.local)) || (one.uri === XML_NAMESPACE && one.local === 'id')),
    );
    if (named) found.push(element);
  }
  const [only] = found;
  if (!only) throw new XmlSignatureError('XML_REFERENCE_OUTSIDE');
  if (found.length > 1) throw new XmlSignatureError('XML_ID_DUPLICATE');
  return only;
}

function readTransforms(holder: XmlElement | null): { enveloped: boolean; how: Canonicalization } {
  const list = holder ? childrenOf(holder) : [];
  if (list.length > MOST_TRANSFORMS) throw new XmlSignatureError('XML_TRANSFORM_UNSUPPORTED');
  let enveloped = false;
  let how: Canonicalization | null = null;
  for (const transform of list) {
    const algorithm = attributeOf(transform, 'Algorithm') ?? '';
    const canonical = canonicalizationOf(algorithm);
    // After a canonicalization there are octets, to which neither of the two applies any more.
    if (how || (algorithm !== ENVELOPED && !canonical))
      throw new XmlSignatureError('XML_TRANSFORM_UNSUPPORTED');
    if (canonical) how = { ...canonical, inclusivePrefixes: prefixList(transform) };
    else enveloped = true;
  }
  // Without one, the node set becomes octets by Canonical XML 1.0 (4.4.3.2).
  return { enveloped, how: how ?? { method: 'inclusive', comments: false } };
}

/** InclusiveNamespaces of an exclusive canonicalization (W3C 2002, 4). */
export function prefixList(holder: XmlElement): string[] {
  const list = holder.children.find((one) => one.kind === 'element' && one.local === 'InclusiveNamespaces');
  const prefixes = list?.kind === 'element' ? attributeOf(list, 'PrefixList') : null;
  return (prefixes ?? '')
    .split(/\s+/u)
    .filter((one) => one !== '')
    .map((one) => (one === '#default' ? '' : one));
}
