import { randomBytes, randomUUID } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import type { FaultId, FaultRule } from './faults.ts';
import { NAMESPACE } from './transit.ts';
import { escapeXml } from './xml-tree.ts';

interface Part {
  name: string;
  type: string;
  bytes: Uint8Array;
}

interface Letter {
  from: string;
  to: string;
  documentId: string;
  date: string;
  bussiness: string;
  responseFor: string;
  parts: readonly Part[];
}

const PDF = strToU8(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);
const NEW = '<edXML:Bussiness><edXML:BussinessDocType>0</edXML:BussinessDocType></edXML:Bussiness>';
const MEGABYTE = 1_048_576;

function letterXml(letter: Letter): string {
  const e = (name: string, text: string) => `<edXML:${name}>${escapeXml(text)}</edXML:${name}>`;
  const parts = letter.parts.map((part) => ({ ...part, id: randomUUID() }));
  const references = parts.map(
    (part) =>
      `<edXML:Reference>${e('ContentId', `cid:${part.id}`)}${e('ContentType', part.type)}${e('AttachmentName', part.name)}</edXML:Reference>`,
  );
  const attachments = parts.map(
    (part) =>
      `<Attachment><ContentId>cid:${part.id}</ContentId><AttachmentName>${escapeXml(part.name)}</AttachmentName><ContentType>${part.type}</ContentType><edXML:ContentTransferEncoded xmlns:edXML="${NAMESPACE}">${Buffer.from(part.bytes).toString('base64')}</edXML:ContentTransferEncoded></Attachment>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<edXML xmlns="${NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="${NAMESPACE}"><edXML:edXMLHeader><edXML:MessageHeader>`,
    `<edXML:From>${e('OrganId', letter.from)}${e('OrganName', 'Bộ Mẫu')}</edXML:From>`,
    `<edXML:To>${e('OrganId', letter.to)}</edXML:To>`,
    letter.documentId === '' ? '' : e('DocumentId', letter.documentId),
    `<edXML:Code>${e('CodeNumber', '99')}${e('CodeNotation', 'BM-VP')}</edXML:Code>`,
    `<edXML:PromulgationInfo>${e('Place', 'Mẫu')}${e('PromulgationDate', letter.date)}</edXML:PromulgationInfo>`,
    `<edXML:DocumentType>${e('Type', '2')}${e('TypeDetail', '18')}${e('TypeName', 'Công văn')}</edXML:DocumentType>`,
    e('Subject', 'V/v luyện tập tình huống'),
    `<edXML:OtherInfo>${e('Priority', '0')}${e('Direction', 'false')}</edXML:OtherInfo>`,
    letter.responseFor,
    e('SteeringType', '0'),
    '</edXML:MessageHeader><edXML:TraceHeaderList>',
    letter.bussiness,
    `<edXML:TraceHeader>${e('OrganId', letter.from)}${e('Timestamp', '2026/01/05 08:30:00')}</edXML:TraceHeader>`,
    '</edXML:TraceHeaderList></edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">',
    ...references,
    '</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope><AttachmentEncoded>',
    ...attachments,
    '</AttachmentEncoded></edXML>\r\n',
  ].join('\r\n');
}

function statusXml(from: string, to: string, code: string, documentId: string): string {
  const e = (name: string, text: string) => `<edXML:${name}>${escapeXml(text)}</edXML:${name}>`;
  const [, date = '2026/01/05', letterCode = '15/UBND-VP'] = documentId.split(',');
  return `<?xml version="1.0" encoding="UTF-8"?>\r\n<edXML xmlns="${NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="${NAMESPACE}"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From>${e('OrganId', from)}</edXML:From><edXML:ResponseFor>${e('OrganId', to)}${e('Code', letterCode)}${e('DocumentId', documentId)}${e('PromulgationDate', date)}</edXML:ResponseFor>${e('StatusCode', code)}${e('Description', 'Văn thư: luyện tập tình huống')}${e('Timestamp', '2026/01/05 09:00:00')}</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>\r\n`;
}

const wrapped = (entries: Record<string, Uint8Array>) => zipSync(entries, { level: 6 });

/** One attachment for each variant of F14, F15 and F16. */
function hostilePart(id: FaultId, variant: string): Part {
  if (id === 'F15') {
    const broken = Buffer.from(
      Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj', 'latin1').toString('utf8'),
      'utf8',
    );
    return { name: 'vb.pdf', type: 'application/pdf', bytes: broken };
  }
  if (id === 'F16') {
    // The size is that of the package, in which base64 makes four bytes of three.
    const size = ((variant === 'over-60' ? 62 : 51) * MEGABYTE * 3) / 4;
    const bytes = Buffer.concat([PDF, randomBytes(size)]);
    return { name: 'lon.pdf', type: 'application/pdf', bytes };
  }
  switch (variant) {
    case 'two-entries':
      return {
        name: 'vb.pdf',
        type: 'application/pdf',
        bytes: wrapped({ 'a.pdf': PDF, 'b.pdf': PDF }),
      };
    case 'truncated-zip':
      return { name: 'bang.xlsx', type: 'application/zip', bytes: wrapped({ 'a.xlsx': PDF }).slice(0, 60) };
    case 'bomb':
      return {
        name: 'bang.xlsx',
        type: 'application/zip',
        bytes: wrapped({ 'a.xlsx': new Uint8Array(80 * MEGABYTE) }),
      };
    case 'hostile-names':
      return {
        name: '../../\u202Efdp.exe',
        type: 'application/zip',
        bytes: wrapped({ '../../etc/x.pdf': PDF }),
      };
    default:
      return { name: 'vb.pdf', type: 'application/pdf', bytes: wrapped({ 'vb.pdf': PDF }) };
  }
}

function damaged(variant: string, xml: string): Uint8Array {
  switch (variant) {
    case 'stray-bytes':
      return strToU8(`1212${xml}`);
    case 'bom':
      return Buffer.from(`\uFEFF${xml}`, 'utf8');
    case 'utf-16':
      return Buffer.from(`\uFEFF${xml.replace('encoding="UTF-8"', 'encoding="UTF-16"')}`, 'utf16le');
    case 'unbound-prefix':
      return strToU8(
        xml.replace('<edXML:Reference>', '<edXML:Reference xlink:href="cid:x" xlink:type="simple">'),
      );
    case 'empty-elements':
      return strToU8(
        xml.replace(
          '<edXML:SteeringType>',
          '<edXML:DueDate/><edXML:SignerInfo><edXML:FullName></edXML:FullName></edXML:SignerInfo><edXML:ResponseFor/><edXML:SteeringType>',
        ),
      );
    default:
      return strToU8(xml);
  }
}

/** A package that the fault puts into the pending list of `to`. */
export function faultyPackage(
  rule: FaultRule,
  variant: string,
  from: string,
  to: string,
): { messageType: 'edoc' | 'status'; bytes: Uint8Array } {
  const day = '2026/01/05';
  const unique = `${from},${day},${Math.floor(Math.random() * 1e9)}/BM-VP`;
  const target = rule.documentId ?? `${to},${day},15/UBND-VP`;
  const letter: Letter = {
    from,
    to,
    documentId: unique,
    date: day,
    bussiness: NEW,
    responseFor: '',
    parts: [{ name: 'vb.pdf', type: 'application/pdf', bytes: PDF }],
  };
  if (rule.id === 'F9') return { messageType: 'status', bytes: strToU8(statusXml(from, to, '01', target)) };
  if (rule.id === 'F10') {
    if (variant === 'late-13') {
      return { messageType: 'status', bytes: strToU8(statusXml(from, to, '13', rule.documentId ?? unique)) };
    }
    const recalled = escapeXml(rule.documentId ?? unique);
    const bussiness = `<edXML:Bussiness><edXML:DocumentId>${recalled}</edXML:DocumentId><edXML:BussinessDocType>1</edXML:BussinessDocType><edXML:BussinessDocReason>Thu hồi văn bản điện tử</edXML:BussinessDocReason></edXML:Bussiness>`;
    const responseFor = `<edXML:ResponseFor><edXML:OrganId>${escapeXml(to)}</edXML:OrganId><edXML:DocumentId>${recalled}</edXML:DocumentId></edXML:ResponseFor>`;
    return { messageType: 'edoc', bytes: strToU8(letterXml({ ...letter, bussiness, responseFor })) };
  }
  if (rule.id === 'F22') {
    if (variant === 'wrong-date') letter.date = '30/10/2020';
    if (variant === 'no-documentid') letter.documentId = '';
    if (variant === 'uuid-documentid') letter.documentId = randomUUID();
    if (variant === 'no-bussiness') letter.bussiness = '';
    return { messageType: 'edoc', bytes: damaged(variant, letterXml(letter)) };
  }
  return {
    messageType: 'edoc',
    bytes: strToU8(letterXml({ ...letter, parts: [hostilePart(rule.id, variant)] })),
  };
}
