import { describeError, type KyguiError } from '../errors.ts';
import { checkDocument, checkStatus } from './check-model.ts';
import type { Finding } from './finding.ts';
import type { ReadResult } from './model.ts';
import type { InElement } from './read/tree.ts';
import type { PackageWarning } from './warning.ts';

/**
 * Everything a package does otherwise than the standard, worst first: what the reader had to tolerate, then what
 * its values break. `today` is `YYYY-MM-DD` in Vietnam.
 */
export function checkPackage(
  read: ReadResult,
  today: string,
  lines: ReadonlyMap<string, number> = new Map(),
): Finding[] {
  const values = read.kind === 'edoc' ? checkDocument(read.package, today) : checkStatus(read.package);
  const form = read.warnings.map(findingOfWarning);
  const failures =
    read.kind === 'edoc' ? read.attachments.flatMap((one) => attachmentFindings(one.index, one.failure)) : [];
  const merged = new Map<string, Finding>();
  for (const finding of [...form, ...failures, ...values]) {
    const key = `${finding.id} ${shortPath(finding.path)}`;
    const known = merged.get(key);
    // The same fault seen by the reader and by the rules: the graver verdict stands, the value is kept.
    if (known === undefined || rank(finding) < rank(known)) merged.set(key, { ...known, ...finding });
  }
  return withoutEchoes([...merged.values()])
    .map((finding) => withLine(finding, lines))
    .sort((left, right) => rank(left) - rank(right));
}

/** One fault, one finding: what is unreadable is not missing as well, and the graver word on a place stands alone. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const places = new Set(findings.map(({ id, path }) => `${id} ${path}`));
  const at = (id: string, path: string) => places.has(`${id} ${path}`);
  return findings.filter(({ id, path }) => {
    if (id.startsWith('N.')) return !at(`T${id.slice(1)}`, path);
    if (id === 'M.MessageHeader.To.DUPLICATE_RECEIVER') return !at('M.MessageHeader.To', path);
    if (id !== 'M.Attachment.ATTACHMENT_FAILED') return true;
    const counted = path.includes('[') ? path : `${path}[1]`;
    return !at('M.Attachment-Encoding', `${counted}/ContentTransferEncoded`);
  });
}

/** The line of the element at the finding's path; of the element that should hold it when it is missing. */
function withLine(finding: Finding, lines: ReadonlyMap<string, number>): Finding {
  for (let path = finding.path; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    const line = lines.get(path) ?? lines.get(path.replace(/\[1\](?=$|\/)/gu, ''));
    if (line !== undefined) return { ...finding, line };
  }
  return finding;
}

/** Lines of all elements by the paths that findings name. */
export function linesOfTree(root: InElement): Map<string, number> {
  const lines = new Map<string, number>();
  const open = [{ element: root, path: root.local }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { element, path } = next;
    lines.set(shortPath(path), element.line);
    const total = new Map<string, number>();
    for (const { local } of element.children) total.set(local, (total.get(local) ?? 0) + 1);
    const seen = new Map<string, number>();
    for (const child of element.children) {
      const place = (seen.get(child.local) ?? 0) + 1;
      seen.set(child.local, place);
      const counted = (total.get(child.local) ?? 0) > 1 ? `[${place}]` : '';
      open.push({ element: child, path: `${path}/${child.local}${counted}` });
    }
  }
  return lines;
}

/** The finding of a package that could not be read at all. */
export function findingOfError(error: KyguiError): Finding {
  const [vi, en] = [
    describeError(error.code, error.details, 'vi'),
    describeError(error.code, error.details, 'en'),
  ];
  const line = Number(error.details.line ?? 0);
  return {
    id: `M.Package.${error.code}`,
    severity: 'error',
    path: '',
    vi: `${vi.says} ${vi.next}`,
    en: `${en.says} ${en.next}`,
    ...(line > 0 && { line }),
  };
}

const RANKS = { error: 0, warning: 1, notice: 2 } as const;

function rank(finding: Finding): number {
  return RANKS[finding.severity];
}

/** First letters of the axis' naming: missing, wrong type; everything else is a mismatch. */
const LETTERS: Readonly<Record<string, string>> = {
  MISSING: 'N',
  NAME_MISSING: 'N',
  NO_ATTACHMENT: 'N',
  REFERENCE_MISSING: 'N',
  DATE_FORMAT: 'T',
  DATE_UNREADABLE: 'T',
  NUMBER_UNREADABLE: 'T',
  BOOLEAN_UNREADABLE: 'T',
  STATUS_CODE_FORM: 'T',
};

/** Warnings about the file as a whole carry their code; the path says nothing there. */
function findingOfWarning(warning: PackageWarning): Finding {
  const { code, path, severity, vi, en, value } = warning;
  const place = shortPath(path)
    .replace(/\[\d+\]/gu, '')
    .replaceAll('/', '.');
  const letter = LETTERS[code] ?? 'M';
  const id =
    code === 'CONTENT_TYPE_WRONG' || code === 'EXTENSION_MISMATCH' || code === 'PROGRAM_FILE'
      ? 'M.Attachment-Type'
      : letter === 'M'
        ? `M.${place === '' ? 'Package' : place}.${code}`
        : `${letter}.${place}`;
  const shown = value === undefined ? {} : { value };
  return { id, severity, path: shortPath(path), vi, en, ...shown };
}

function attachmentFindings(index: number, failure: string | undefined): Finding[] {
  if (failure !== 'EDXML_ATTACHMENT_BASE64' && failure !== 'EDXML_ATTACHMENT_TRANSCODED') return [];
  const path = `Attachment[${index + 1}]/ContentTransferEncoded`;
  const details = { index: index + 1 };
  const [vi, en] = [describeError(failure, details, 'vi'), describeError(failure, details, 'en')];
  return [{ id: 'M.Attachment-Encoding', severity: 'error', path, vi: vi.says, en: en.says }];
}

/** Path from the block that names it: what stands above is the same in every package. */
function shortPath(path: string): string {
  return path
    .replace(/^.*?(?=MessageHeader(?:\/|$|\[))/u, '')
    .replace(/^.*?(?=Bussiness(?:\/|$|\[))/u, '')
    .replace(/^edXML\/edXMLEnvelope\/edXMLHeader\/(?=TraceHeaderList)/u, '')
    .replace(/^edXML\/AttachmentEncoded\/(?=Attachment)/u, '')
    .replace(/^edXML\/edXMLEnvelope\/edXMLBody\/edXMLManifest\/(?=Reference)/u, '');
}
