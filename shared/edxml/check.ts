import { describeError, type KyguiError } from '../errors.ts';
import { checkDocument, checkStatus } from './check-model.ts';
import type { Finding } from './finding.ts';
import type { ReadResult, ReceivedAttachment } from './model.ts';
import { type InElement, pathOf } from './read/in-element.ts';
import { missingPart } from './rules/findings.ts';
import { ELEMENT_FORMS, FORM_RULES, REFUSAL_RULES } from './rules/form-rules.ts';
import { QCVN, worded } from './rules/rule.ts';
import type { PackageWarning } from './warning.ts';

/**
 * Everything a package does otherwise than the standard, worst first and in the order of the file: what the reader had
 * to tolerate, then what its values break. `today` is `YYYY-MM-DD` in Vietnam.
 */
export function checkPackage(
  read: ReadResult,
  today: string,
  lines: ReadonlyMap<string, number> = new Map(),
): Finding[] {
  const values = read.kind === 'edoc' ? checkDocument(read.package, today) : checkStatus(read.package);
  const form = read.warnings.map(findingOfWarning);
  const failures = read.kind === 'edoc' ? read.attachments.flatMap(attachmentFindings) : [];
  const merged = new Map<string, Finding>();
  for (const finding of [...form, ...failures, ...values]) {
    const key = `${finding.id} ${shortPath(finding.path)}`;
    const known = merged.get(key);
    // The same fault seen by the reader and by the rules: the graver verdict stands, the value is kept.
    if (known === undefined || rank(finding) < rank(known)) merged.set(key, { ...known, ...finding });
  }
  return withoutEchoes([...merged.values()])
    .map((finding) => withLine(withElement(finding), lines))
    .sort((left, right) => rank(left) - rank(right) || (left.line ?? 0) - (right.line ?? 0));
}

/** One fault, one finding: what is unreadable is not missing as well, and the graver word on a place stands alone. */
function withoutEchoes(findings: readonly Finding[]): Finding[] {
  const places = new Set(findings.map(({ id, path }) => `${id} ${path}`));
  const at = (id: string, path: string) => places.has(`${id} ${path}`);
  const missing = new Set(findings.flatMap(({ id, path }) => (id.startsWith('N.') ? [path] : [])));
  const parentMissing = (path: string) => {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1))
      if (missing.has(path.slice(0, end))) return true;
    return false;
  };
  return findings.filter(({ id, path }) => {
    if (id.startsWith('N.')) return !at(`T${id.slice(1)}`, path) && !parentMissing(path);
    if (id === 'M.MessageHeader.To.DUPLICATE_RECEIVER') return !at('M.MessageHeader.To', path);
    if (id !== 'M.Attachment.ATTACHMENT_FAILED') return true;
    const counted = path.includes('[') ? path : `${path}[1]`;
    return !at('M.Attachment-Encoding', `${counted}/ContentTransferEncoded`);
  });
}

/** The standard's own clause numbers are not public: its elements are named instead. */
function withElement(finding: Finding): Finding {
  const { clause, path } = finding;
  if (clause !== QCVN || path === '') return finding;
  return { ...finding, clause: `${QCVN}, ${path.replace(/\[\d+\]/gu, '')}` };
}

/** The line of the element at the finding's path; of the element that should hold it when it is missing. */
function withLine(finding: Finding, lines: ReadonlyMap<string, number>): Finding {
  for (let path = finding.path; path !== ''; path = path.slice(0, Math.max(0, path.lastIndexOf('/')))) {
    const line = lines.get(path) ?? lines.get(path.replace(/\[1\](?=$|\/)/gu, ''));
    if (line !== undefined) return { ...finding, line };
  }
  const envelope = /^edXMLManifest/u.test(finding.path) ? lines.get('edXML/edXMLEnvelope') : undefined;
  return envelope === undefined ? finding : { ...finding, line: envelope };
}

/** Lines of all elements by the paths that findings name; of like places the first one's too. */
export function linesOfTree(root: InElement): Map<string, number> {
  const lines = new Map<string, number>();
  const open = [root];
  for (let element = open.pop(); element !== undefined; element = open.pop()) {
    const path = shortPath(pathOf(element));
    lines.set(path, element.line);
    const plain = path.replace(/\[\d+\]/gu, '');
    if (!lines.has(plain)) lines.set(plain, element.line);
    open.push(...element.children.toReversed());
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
  const rule = REFUSAL_RULES[error.code];
  const found = error.details.problem ?? error.details.shape ?? error.details.encoding;
  const given = Object.fromEntries(
    Object.entries(error.details).map(([name, value]) => [name, String(value)]),
  );
  return {
    id: `M.Package.${error.code}`,
    severity: 'error',
    path: '',
    vi: `${vi.says} ${vi.next}`,
    en: `${en.says} ${en.next}`,
    ...(found !== undefined && { value: String(found) }),
    ...(rule?.expected && { expected: worded(rule.expected, given) }),
    ...(rule && { clause: rule.clause }),
    ...(line > 0 && { line }),
  };
}

const RANKS = { error: 0, warning: 1, notice: 2 } as const;

function rank(finding: Finding): number {
  return RANKS[finding.severity];
}

/** First letters of the axis' naming: missing, wrong type; everything else is a mismatch. */
const LETTERS: Readonly<Record<string, string>> = {
  NAME_MISSING: 'N',
  NO_ATTACHMENT: 'N',
  REFERENCE_MISSING: 'N',
  DATE_FORMAT: 'T',
  DATE_UNREADABLE: 'T',
  NUMBER_UNREADABLE: 'T',
  BOOLEAN_UNREADABLE: 'T',
  STATUS_CODE_FORM: 'T',
};
const OF_TYPE: ReadonlySet<string> = new Set(['CONTENT_TYPE_WRONG', 'EXTENSION_MISMATCH', 'PROGRAM_FILE']);

/** Warnings about the file as a whole carry their code; the path says nothing there. */
function findingOfWarning(warning: PackageWarning): Finding {
  const { code, severity, vi, en, value, count } = warning;
  const path = shortPath(warning.path);
  const shown = { ...(value !== undefined && { value }), ...(count !== undefined && { count }) };
  if (code === 'MISSING' || code === 'MISSING_EXTENSION') return { ...missingPart(path), ...shown };
  const place = path
    .replace(/\[\d+\]/gu, '')
    .replaceAll('/', '.')
    .replaceAll('@', '');
  const letter = LETTERS[code] ?? 'M';
  const id = OF_TYPE.has(code)
    ? 'M.Attachment-Type'
    : letter === 'M'
      ? `M.${place === '' ? 'Package' : place}.${code}`
      : `${letter}.${place}`;
  const rule = code in FORM_RULES ? FORM_RULES[code as keyof typeof FORM_RULES] : undefined;
  const own = letter === 'T' ? ELEMENT_FORMS[path.split('/').at(-1) ?? ''] : undefined;
  const expected = own ?? (rule && 'expected' in rule ? rule.expected : undefined);
  return {
    id,
    severity,
    path,
    vi,
    en,
    ...shown,
    ...(expected && { expected: worded(expected) }),
    ...(rule && { clause: rule.clause }),
  };
}

function attachmentFindings({ index, failure, failureDetails }: ReceivedAttachment): Finding[] {
  if (failure !== 'EDXML_ATTACHMENT_BASE64' && failure !== 'EDXML_ATTACHMENT_TRANSCODED') return [];
  const path = `Attachment[${index + 1}]/ContentTransferEncoded`;
  const details = { index: index + 1 };
  const [vi, en] = [describeError(failure, details, 'vi'), describeError(failure, details, 'en')];
  const expected = { vi: 'base64 của các byte gốc', en: 'base64 of the original bytes' };
  const clause = 'RFC 4648 §4';
  const found = failureDetails?.found;
  const value = found === undefined ? {} : { value: String(found) };
  return [
    {
      id: 'M.Attachment-Encoding',
      severity: 'error',
      path,
      vi: vi.says,
      en: en.says,
      ...value,
      expected,
      clause,
    },
  ];
}

/** Path from the block that names it: what stands above is the same in every package. */
function shortPath(path: string): string {
  return path
    .replace(/^.*?(?=MessageHeader(?:\/|$|\[))/u, '')
    .replace(/^.*?(?=Bussiness(?:\/|$|\[))/u, '')
    .replace(/^edXML\/edXMLEnvelope\/edXMLHeader\/(?=TraceHeaderList)/u, '')
    .replace(/^edXML\/AttachmentEncoded\/(?=Attachment)/u, '')
    .replace(/^(?:edXML\/)?edXMLEnvelope\/edXMLBody\/(?=edXMLManifest)/u, '')
    .replace(/^edXMLManifest\/(?=Reference)/u, '');
}
