import { open } from 'node:fs/promises';
import type { LetterDraft } from '../../shared/document/letter.ts';
import { SEND_RULES } from '../../shared/document/send-rules.ts';
import { type AgencySigner, signerKind } from '../../shared/document/send-signatures.ts';
import type { PdfVerdict } from '../../shared/document/verdict.ts';
import { fitsExtension, SNIFF_LENGTH, sniff } from '../../shared/edxml/read/sniff.ts';
import { KyguiError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import type { Bridge } from '../compose.ts';
import type { StoredDocument } from '../documents/documents.ts';
import { scanFindings } from '../scan/findings.ts';
import { agencySigner } from './document-findings.ts';
import { findingOf, gateFindings, secrecyFindings, unsearchedFindings } from './findings.ts';

/** A file that goes with the letter and is not signed in the same job. */
export interface AttachedFile {
  stored: StoredDocument;
  /** As receivers will see it. */
  name: string;
}

/**
 * The files that go with a letter, as they were stored; each holds the very bytes that the window showed.
 * @throws DOCUMENT_UNKNOWN, DOCUMENT_CHANGED
 */
export async function attachedFiles(
  { documents }: Pick<Bridge, 'documents'>,
  letter: LetterDraft,
  signed: readonly { documentId: string }[],
): Promise<AttachedFile[]> {
  const files: AttachedFile[] = [];
  for (const { documentId, name, main, sha256 } of letter.attachments) {
    if (main || signed.some((document) => document.documentId === documentId)) continue;
    const stored = await documents.find(documentId);
    if (stored.sha256 !== sha256) throw new KyguiError('DOCUMENT_CHANGED');
    files.push({ stored, name });
  }
  return files;
}

/** No reader shows a page of it. */
const SHOWS_NOTHING: ReadonlySet<string> = new Set(['PDF_NOT_PDF', 'PDF_XREF_DAMAGED', 'PDF_OBJECT_DAMAGED']);

/** What speaks for or against the files that go with a letter: they open, bear no marking, and nothing changes what is seen. */
export async function attachmentFindings(bridge: Bridge, files: readonly AttachedFile[]): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const file of files) {
    const own = await fileFindings(bridge, file);
    findings.push(...own.map((finding) => namedFor(finding, file.name)));
  }
  const scanned = files.map(({ stored, name }) => ({ name, path: stored.path }));
  return [...findings, ...(await scanFindings(bridge.settings.sending.scan, scanned))];
}

async function fileFindings(bridge: Bridge, { stored, name }: AttachedFile): Promise<Finding[]> {
  const unreadable = () => findingOf('attachments.readable', 'refuse', 'SENDING_FILE_UNREADABLE', { name });
  const kind = stored.size === 0 ? undefined : sniff(await headOf(stored.path));
  const extension = /\.([^./\\]+)$/u.exec(name)?.[1]?.toLowerCase() ?? '';
  // A log-in page that was saved under the name of the file is the usual reason.
  if (kind === undefined || !fitsExtension(kind, extension)) return [unreadable()];
  if (kind !== 'pdf') {
    const { pages, names, unsearched } = await bridge.reader.words(stored.path, name);
    return [...secrecyFindings(pages, [stored.name, ...names]), ...unsearchedFindings(unsearched)];
  }
  try {
    const report = await bridge.judge.gate(stored.path, 'send', stored.sha256);
    const { pages, properties } = await bridge.reader.text(stored.path);
    return [
      ...secrecyFindings(pages, [stored.name, ...properties]),
      ...gateFindings(report),
      ...unsignedAppendix(name, report.verdict, agencySigner(bridge.settings)),
    ];
  } catch (thrown) {
    if (!(thrown instanceof KyguiError) || thrown.code.startsWith('PDF_READER_')) throw thrown;
    if (SHOWS_NOTHING.has(thrown.code)) return [unreadable()];
    return [findingOf('attachments.readable', 'refuse', thrown.code, thrown.details)];
  }
}

async function headOf(path: string): Promise<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(new Uint8Array(SNIFF_LENGTH), 0, SNIFF_LENGTH, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** The same finding, saying of which file it speaks. */
function namedFor(finding: Finding, name: string): Finding {
  const { vi, en } = finding.says;
  if (vi.includes(name)) return finding;
  return { ...finding, says: { vi: `Tệp “${name}”: ${vi}`, en: `File "${name}": ${en}` } };
}

/** Separate appendices are signed by the agency (NĐ 30/2020, Phụ lục I); the software only warns by itself. */
export function unsignedAppendix(name: string, verdict: PdfVerdict, agency: AgencySigner): Finding[] {
  const isOurs = verdict.signatures.some(
    ({ thumbprint, signerName }) => signerKind({ thumbprint, commonName: signerName }, agency) !== 'person',
  );
  if (isOurs) return [];
  return [
    {
      id: 'attachments.signed',
      result: SEND_RULES['attachments.signed'].weight,
      says: {
        vi: `Tệp kèm theo “${name}” chưa có chữ ký số của cơ quan.`,
        en: `The file "${name}" does not bear the signature of the agency.`,
      },
      next: {
        vi: 'Nếu là phụ lục của văn bản, văn thư ký tệp này bằng chứng thư của cơ quan rồi gửi lại từ đầu.',
        en: 'When it is an appendix of the letter, sign it with the certificate of the agency and begin again.',
      },
    },
  ];
}
