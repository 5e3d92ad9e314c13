import { deflateRawSync } from 'node:zlib';
import { portableEngine } from '../../../../shared/edxml/portable-engine.ts';

/** One hostile package and what must become of it. `error` is the code of the refusal; without it the package reads. */
export interface Attack {
  name: string;
  bytes: Uint8Array;
  error?: string;
  /** Codes of the attachments' failures, undefined for those that survive. */
  failures?: (string | undefined)[];
  /** File names the attachments must end up with. */
  names?: string[];
  /** A limit that the refusal must name. */
  limit?: string;
}

export const NS = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
export const MEGA = 1024 * 1024;
export const PDF64 = Buffer.from('%PDF-1.4\n%mau\n%%EOF\n').toString('base64');

export const CANARY_TEXT = 'kygui-canary-7f3a';

export interface Parts {
  prolog?: string;
  subject?: string;
  header?: string;
  manifest?: string;
  blocks?: string;
  afterEnvelope?: string;
}

export function attachment(name: string, payload: string, id = 'cid:1'): string {
  return `<Attachment><ContentId>${id}</ContentId><AttachmentName>${name}</AttachmentName><ContentType>application/pdf</ContentType><ContentTransferEncoded>${payload}</ContentTransferEncoded></Attachment>`;
}

export function letter(parts: Parts = {}): string {
  return `${parts.prolog ?? '<?xml version="1.0" encoding="UTF-8"?>'}<edXML xmlns="${NS}"><edXML:edXMLEnvelope xmlns:edXML="${NS}"><edXML:edXMLHeader><edXML:MessageHeader><edXML:From><edXML:OrganId>H99.01</edXML:OrganId></edXML:From><edXML:To><edXML:OrganId>H99.02</edXML:OrganId></edXML:To><edXML:Subject>${parts.subject ?? 'V/v thử'}</edXML:Subject>${parts.header ?? ''}</edXML:MessageHeader></edXML:edXMLHeader><edXML:edXMLBody><edXML:edXMLManifest version="1.0">${parts.manifest ?? ''}</edXML:edXMLManifest></edXML:edXMLBody></edXML:edXMLEnvelope>${parts.afterEnvelope ?? ''}<AttachmentEncoded>${parts.blocks ?? attachment('vb.pdf', PDF64)}</AttachmentEncoded></edXML>`;
}

export const utf8 = (text: string) => Buffer.from(text, 'utf8');
export const utf16 = (text: string, order: 'le' | 'be', bom: boolean) => {
  const bytes = Buffer.from(`${bom ? '\ufeff' : ''}${text}`, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
};

/** A zip made by hand: local headers, directory, end record, each as the attack wants them. */
export interface Entry {
  name: string;
  content: Uint8Array;
  /** Size the directory claims, when it lies. */
  claimed?: number;
  method?: number;
  flags?: number;
  /** Leave it out of the directory. */
  hidden?: boolean;
}

export function zip(entries: Entry[], count?: number): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const data = entry.method === 0 ? Buffer.from(entry.content) : deflateRawSync(entry.content);
    const name = Buffer.from(entry.name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(entry.flags ?? 0, 2);
    common.writeUInt16LE(entry.method ?? 8, 4);
    common.writeUInt32LE(portableEngine.crc32(entry.content, 0), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(entry.claimed ?? entry.content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, data]);
    if (entry.hidden !== true) {
      const tail = Buffer.alloc(14);
      tail.writeUInt32LE(offset, 10);
      central.push(Buffer.concat([Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name]));
    }
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count ?? central.length, 8);
  end.writeUInt16LE(count ?? central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

export function zipped(name: string, archive: Buffer): string {
  return letter({ blocks: attachment(name, archive.toString('base64')) });
}
