import { element, escapeXml, findAll, parseXml, textAt, type XmlNode } from './xml-tree.ts';

export const NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
const ENVELOPE_END = /<\/(?:[\w.-]+:)?edXMLEnvelope\s*>/u;
/** More header than this is no letter. */
export const HEAD_LIMIT = 8 << 20;

const ORGANISATION = 'OrganId OrganizationInCharge OrganName OrganAdd Email Telephone Fax Website';
/** Order of the children as the vendor's Java library writes them (edXML sections 3 and 6). */
const ORDER: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  Object.entries({
    MessageHeader:
      'From To DocumentId Code PromulgationInfo DocumentType Subject Content SignerInfo DueDate OtherInfo ResponseFor StaffInfo SteeringType ResponseForTask ApplicationType ToPlaces StatusCode Description Timestamp',
    From: ORGANISATION,
    To: ORGANISATION,
    DocumentType: 'Type TypeDetail TypeName',
    ResponseFor: 'OrganId Code DocumentId PromulgationDate',
    TraceHeaderList: 'Paper Bussiness TraceHeader',
    Bussiness:
      'DocumentId BussinessDocType BussinessDocReason Paper BussinessDocumentInfo ReplacementInfoList StaffInfo',
    StaffInfo: 'Department DepartmentId Staff StaffId Email Mobile',
    Reference: 'ContentId ContentType Description AttachmentName',
  }).map(([parent, children]) => [parent, children.split(' ')]),
);

/** What the axis reads of a package, and the two halves it is stored in. */
export interface PackageHead {
  tree: XmlNode;
  /** Length of the head in bytes; everything after it (the attachments) is passed on untouched. */
  headBytes: number;
  from: string;
  to: string[];
  documentId: string;
  /** `number/notation`. */
  code: string;
  title: string;
  date: string;
  statusCode: string;
}

/** Reads the envelope at the start of a package. Throws on anything that is not edXML of QCVN 102. */
export function readHead(start: Buffer): PackageHead {
  const text = start.toString('utf8');
  const end = ENVELOPE_END.exec(text);
  if (end === null) throw new Error('no edXMLEnvelope');
  const head = text.slice(0, end.index + end[0].length);
  const tree = parseXml(`${head.replace(/^\uFEFF/u, '')}</edXML>`);
  if (tree.name !== 'edXML' || tree.namespace !== NAMESPACE) throw new Error('not edXML of QCVN 102');
  const header = findAll(tree, 'edXMLEnvelope', 'edXMLHeader', 'MessageHeader')[0];
  if (header === undefined) throw new Error('N.MessageHeader');
  const statusCode = textAt(header, 'StatusCode');
  const reply = statusCode !== '';
  const number = textAt(header, 'Code', 'CodeNumber');
  return {
    tree,
    headBytes: Buffer.byteLength(head, 'utf8'),
    from: textAt(header, 'From', 'OrganId'),
    to: reply
      ? [textAt(header, 'ResponseFor', 'OrganId')]
      : findAll(header, 'To')
          .map((to) => textAt(to, 'OrganId'))
          .filter((code) => code !== ''),
    documentId: reply ? textAt(header, 'ResponseFor', 'DocumentId') : textAt(header, 'DocumentId'),
    code: reply
      ? textAt(header, 'ResponseFor', 'Code')
      : `${number}/${textAt(header, 'Code', 'CodeNotation')}`,
    title: reply ? `Trạng thái ${statusCode}` : textAt(header, 'Subject'),
    date: textAt(header, reply ? 'ResponseFor' : 'PromulgationInfo', 'PromulgationDate'),
    statusCode,
  };
}

/** Changes that faults make on the way; without any, only what the axis always does. */
export interface TransitChanges {
  /** TraceHeader entries to append besides the axis' own: a code, `null` for the text "null", '' for none. */
  hops?: readonly string[];
  /** Alias To elements to add beside the receivers: present code → old code. */
  aliases?: readonly { code: string; oldCode: string; name: string }[];
  /** Rewrites the tree before it is printed. */
  edit?: (tree: XmlNode) => void;
}

/**
 * The head of a package as the axis passes it on (axis API 8): children in the Java library's order, indented,
 * empty elements dropped, a hop of the axis added. Statuses get no hop: they have no TraceHeaderList.
 */
export function reserialise(source: PackageHead, timestamp: string, changes: TransitChanges = {}): string {
  const tree = structuredClone(source.tree);
  const header = findAll(tree, 'edXMLEnvelope', 'edXMLHeader')[0];
  const message = header === undefined ? undefined : findAll(header, 'MessageHeader')[0];
  if (header !== undefined && message !== undefined && source.statusCode === '') {
    let traces = findAll(header, 'TraceHeaderList')[0];
    if (traces === undefined) {
      traces = element('TraceHeaderList', '');
      header.children.push(traces);
    }
    for (const hop of ['001.00.20.TT2', ...(changes.hops ?? [])]) {
      const organ = hop === '' ? [] : [element('OrganId', hop)];
      traces.children.push(element('TraceHeader', '', [...organ, element('Timestamp', timestamp)]));
    }
    for (const alias of changes.aliases ?? []) {
      const original = findAll(message, 'To').find((to) => textAt(to, 'OrganId') === alias.code);
      if (original === undefined) continue;
      message.children.push(
        element('To', '', [
          element('OrganId', alias.oldCode),
          element('OrganizationInCharge', 'TLTVBQG_CDMDD_QD20'),
          element('OrganName', `${alias.name} (Mã cũ) (qd20)`),
        ]),
      );
    }
  }
  changes.edit?.(tree);
  const declarations = Object.entries(tree.attributes)
    .filter(([name]) => name !== 'xmlns')
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
  const envelope = tree.children.map((child) => print(child, 1, true)).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n<edXML xmlns="${NAMESPACE}"${declarations}>\r\n${envelope.trimEnd()}`;
}

function isEmpty(node: XmlNode): boolean {
  return node.text.trim() === '' && node.children.every(isEmpty);
}

function print(node: XmlNode, depth: number, prefixed: boolean): string {
  if (isEmpty(node) && node.name !== 'edXMLBody' && node.name !== 'edXMLManifest') return '';
  const inside = prefixed && node.name !== 'Signature';
  const name = inside ? `edXML:${node.name}` : node.name;
  const attributes =
    node.name === 'edXMLEnvelope'
      ? ` xmlns:edXML="${NAMESPACE}"`
      : node.name === 'edXMLManifest'
        ? ' version="1.0"'
        : '';
  const pad = '  '.repeat(depth);
  if (node.children.length === 0)
    return `${pad}<${name}${attributes}>${escapeXml(node.text.trim())}</${name}>\r\n`;
  const order = ORDER[node.name] ?? [];
  const place = (child: XmlNode) => {
    const at = order.indexOf(child.name);
    return at === -1 ? order.length : at;
  };
  const children = node.children
    .map((child, index) => ({ child, index }))
    .sort((left, right) => place(left.child) - place(right.child) || left.index - right.index)
    .map(({ child }) => print(child, depth + 1, inside))
    .join('');
  return `${pad}<${name}${attributes}>\r\n${children}${pad}</${name}>\r\n`;
}
