import { createHash } from 'node:crypto';
import type { OutgoingPackage } from '../../../bridge/axis/transport.ts';
import { NAMESPACE } from './transit.ts';
import { escapeXml } from './xml-tree.ts';

export interface TestLetter {
  from: string;
  to: readonly string[];
  number?: string;
  /** Bytes of the only attachment. */
  file?: Uint8Array;
}

/** A small, valid letter for tests of the way; letters of the product are written by its own writer. */
export function testLetter({
  from,
  to,
  number = '15',
  file = Buffer.from('%PDF-1.4\n%%EOF\n'),
}: TestLetter): Buffer {
  const e = (name: string, text: string) => `<edXML:${name}>${escapeXml(text)}</edXML:${name}>`;
  return Buffer.from(
    [
      '<?xml version="1.0" encoding="UTF-8"?>',
      `<edXML xmlns="${NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="${NAMESPACE}"><edXML:edXMLHeader><edXML:MessageHeader>`,
      `<edXML:From>${e('OrganId', from)}${e('OrganName', 'UBND xã Mẫu A')}</edXML:From>`,
      ...to.map((code) => `<edXML:To>${e('OrganId', code)}</edXML:To>`),
      e('DocumentId', `${from},2026/01/05,${number}/UBND-VP`),
      `<edXML:Code>${e('CodeNumber', number)}${e('CodeNotation', 'UBND-VP')}</edXML:Code>`,
      `<edXML:PromulgationInfo>${e('PromulgationDate', '2026/01/05')}</edXML:PromulgationInfo>`,
      `<edXML:DocumentType>${e('Type', '2')}${e('TypeDetail', '18')}${e('TypeName', 'Công văn')}</edXML:DocumentType>`,
      `${e('Subject', 'V/v kiểm thử đường truyền')}<edXML:OtherInfo>${e('Priority', '0')}${e('Direction', 'false')}</edXML:OtherInfo>${e('SteeringType', '0')}`,
      '</edXML:MessageHeader><edXML:TraceHeaderList>',
      `<edXML:Bussiness>${e('BussinessDocType', '0')}${e('BussinessDocReason', 'Văn bản điện tử mới')}${e('Paper', '0')}</edXML:Bussiness>`,
      `<edXML:TraceHeader>${e('OrganId', from)}${e('Timestamp', '2026/01/05 08:30:00')}</edXML:TraceHeader>`,
      '</edXML:TraceHeaderList></edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">',
      `<edXML:Reference>${e('ContentId', 'cid:1')}${e('ContentType', 'application/pdf')}${e('Description', 'Văn bản chính')}${e('AttachmentName', 'vb.pdf')}</edXML:Reference>`,
      '</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope><AttachmentEncoded>',
      `<Attachment><ContentId>cid:1</ContentId><AttachmentName>vb.pdf</AttachmentName><Description>Văn bản chính</Description><ContentType>application/pdf</ContentType><edXML:ContentTransferEncoded xmlns:edXML="${NAMESPACE}">${Buffer.from(file).toString('base64')}</edXML:ContentTransferEncoded></Attachment>`,
      '</AttachmentEncoded></edXML>\r\n',
    ].join('\r\n'),
    'utf8',
  );
}

/** A status about a letter of `to`. */
export function testStatus(from: string, to: string, code: string, number = '15'): Buffer {
  const e = (name: string, text: string) => `<edXML:${name}>${escapeXml(text)}</edXML:${name}>`;
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?>\r\n<edXML xmlns="${NAMESPACE}"><edXML:edXMLEnvelope xmlns:edXML="${NAMESPACE}"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From>${e('OrganId', from)}</edXML:From><edXML:ResponseFor>${e('OrganId', to)}${e('Code', `${number}/UBND-VP`)}${e('DocumentId', `${to},2026/01/05,${number}/UBND-VP`)}${e('PromulgationDate', '2026/01/05')}</edXML:ResponseFor>${e('StatusCode', code)}${e('Description', 'Văn thư: đã tiếp nhận')}${e('Timestamp', '2026/01/05 09:00:00')}</edXML:MessageHeader></edXML:edXMLHeader></edXML:edXMLEnvelope></edXML>\r\n`,
    'utf8',
  );
}

/** Bytes as a package ready to travel, in pieces of 64 KiB. */
export function outgoing(
  bytes: Uint8Array,
  from: string,
  to: readonly string[],
  messageType: OutgoingPackage['messageType'] = 'edoc',
): OutgoingPackage {
  return {
    messageType,
    from,
    to,
    size: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    async *bytes() {
      for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
    },
  };
}
