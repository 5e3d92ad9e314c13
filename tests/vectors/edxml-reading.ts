import { readFileSync } from 'node:fs';
import type { EdxmlEngine } from '../../shared/edxml/engine.ts';
import { portableEngine } from '../../shared/edxml/portable-engine.ts';
import { readPackage } from '../../shared/edxml/read/read.ts';
import { memorySink } from '../../shared/edxml/read/sink.ts';
import { inPieces, PDF_STUB } from './edxml-letter.ts';

/** The golden packages of the standard's kit, and the ways in which tests alter and read them. */

export const TYPE0 = readFileSync(new URL('data/edxml/sdk-type0.edxml', import.meta.url), 'utf8');
export const TYPE1 = readFileSync(new URL('data/edxml/sdk-type1.edxml', import.meta.url), 'utf8');
export const STATUS = readFileSync(new URL('data/edxml/sdk-status03.edxml', import.meta.url), 'utf8');

export async function read(text: string | Uint8Array, engine: EdxmlEngine = portableEngine) {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return readPackage(inPieces(bytes, 777), memorySink, { engine });
}

export async function readDocument(text: string | Uint8Array, engine: EdxmlEngine = portableEngine) {
  const outcome = await read(text, engine);
  if (outcome.kind !== 'edoc') throw new Error('not a document');
  return outcome;
}

export function codes(outcome: { warnings: { code: string }[] }): string[] {
  return outcome.warnings.map(({ code }) => code).filter((code) => code !== 'CONTENT_TYPE_WRONG');
}

/** type1 with its only attachment replaced. */
export function withAttachment(attachment: string, reference?: string): string {
  return TYPE1.replace(/<Attachment>[\s\S]*<\/Attachment>/u, attachment).replace(
    /<edXML:Reference>[\s\S]*<\/edXML:Reference>/u,
    (whole) => reference ?? whole,
  );
}

export function attachment(name: string, payload: string, type = 'application/pdf'): string {
  return `<Attachment><ContentId>cid:id-1</ContentId><AttachmentName>${name}</AttachmentName><ContentType>${type}</ContentType><ContentTransferEncoded>${payload}</ContentTransferEncoded></Attachment>`;
}

export const PDF64 = Buffer.from(PDF_STUB).toString('base64');
