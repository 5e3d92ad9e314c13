import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import * as z from 'zod';
import type { LetterDraft } from '../../shared/document/letter.ts';
import { findSecrecyMarks } from '../../shared/document/secrecy.ts';
import { momentInVietnam } from '../../shared/document/vietnam-time.ts';
import { checkPackage, findingOfError, linesOfTree } from '../../shared/edxml/check.ts';
import { checkStatus } from '../../shared/edxml/check-model.ts';
import { compact } from '../../shared/edxml/compact.ts';
import { composeDocument, composeStatus, travelOrder } from '../../shared/edxml/compose.ts';
import { type Finding, passes } from '../../shared/edxml/finding.ts';
import type { Organisation, ReadResult } from '../../shared/edxml/model.ts';
import type { ReadLimits } from '../../shared/edxml/read/limits.ts';
import { validateDraft } from '../../shared/edxml/validate-draft.ts';
import { KyguiError } from '../../shared/errors.ts';
import { type BuildSpec, buildSpecSchema, type StatusSpec, statusSpecSchema } from './build-spec.ts';
import { unreadable, unwritable } from './file-bytes.ts';
import { readPackageFile } from './read-file.ts';
import { writePackageFile, writeStatusFile } from './write-file.ts';

/** What `kygui edxml build` did. */
export interface BuildResult {
  path: string;
  /** Bytes. */
  size: number;
  sha256: string;
  documentId: string;
  /** Warnings and notices; with an error nothing is built. */
  findings: Finding[];
}

/** A developer who asks is shown each place by itself, up to a number that still fits into memory. */
const EACH = 20_000;

/** What `kygui edxml check` found. `ok` is false when any finding is an error. */
export interface CheckResult {
  ok: boolean;
  readable: boolean;
  kind: 'edoc' | 'status' | undefined;
  /** How many there are of each weight. */
  counts: Record<Finding['severity'], number>;
  /** Worst first, then in the order of the file. */
  findings: Finding[];
}

function countsOf(findings: readonly Finding[]): CheckResult['counts'] {
  const of = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
  return { error: of('error'), warning: of('warning'), notice: of('notice') };
}

async function readSpec(path: string): Promise<BuildSpec | StatusSpec> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw unreadable(path, error);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new KyguiError('EDXML_SPEC_INVALID', { problem: 'JSON' }, { cause: error });
  }
  const isStatus = typeof json === 'object' && json !== null && 'status' in json;
  const parsed = isStatus ? statusSpecSchema.safeParse(json) : buildSpecSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new KyguiError('EDXML_SPEC_INVALID', { problem: z.prettifyError(parsed.error) });
}

/** A status package. The letter that it means is what `documentId` of the result names. */
async function buildStatus(spec: StatusSpec, outPath: string, now: string): Promise<BuildResult> {
  const { from, status, profile } = spec;
  const { responseFor, description, staff, code, reason, timestamp = now } = status;
  const { organId = '', code: letterCode = '' } = responseFor;
  const composed = composeStatus({
    code,
    from,
    letter: { ...responseFor, organId, code: letterCode },
    timestamp,
    staff,
    reason,
  });
  const model = description === undefined ? composed : { ...composed, description };
  if (findSecrecyMarks(model.description).some(({ strength }) => strength === 'stamp'))
    throw new KyguiError('STATE_SECRET_MARK');
  const findings = checkStatus(model);
  refuse(findings);
  const written = await writeStatusFile(model, outPath, profile);
  return { path: outPath, ...written, documentId: responseFor.documentId ?? '', findings };
}

/**
 * Builds the document or status package that SPEC.json describes. `now` is the moment against which dates are checked.
 *
 * Errors: EDXML_SPEC_INVALID, EDXML_DRAFT_INVALID, STATE_SECRET_MARK, EDXML_FILE_UNREADABLE, EDXML_FILE_UNWRITABLE,
 * EDXML_ATTACHMENT_CHANGED, USAGE when the output is one of the inputs.
 */
export async function edxmlBuild(
  specPath: string,
  outPath: string,
  now: string = momentInVietnam(Date.now()),
): Promise<BuildResult> {
  const spec = await readSpec(specPath);
  if ('status' in spec) {
    if (resolve(specPath) === resolve(outPath)) throw sameFile(outPath);
    return buildStatus(spec, outPath, now);
  }
  const { from, recipients, attachments, profile, timestamp = now, ...fields } = spec;
  const anyMain = attachments.some((attachment) => attachment.main === true);
  const files = attachments.map((attachment, index) => ({
    path: resolve(dirname(specPath), attachment.path),
    name: attachment.name ?? basename(attachment.path),
    main: attachment.main ?? (!anyMain && index === 0),
    description: attachment.description,
    contentId: attachment.contentId ?? randomUUID(),
    documentId: '',
  }));
  if ([specPath, ...files.map((file) => file.path)].some((path) => resolve(path) === resolve(outPath)))
    throw sameFile(outPath);
  const draft: LetterDraft = {
    ...fields,
    recipients: recipients.map(({ code }) => ({ code })),
    attachments: files.map(({ path: _path, contentId: _id, ...attachment }) => attachment),
  };
  const findings = validateDraft(draft, { from, now });
  refuse(findings);
  const to = recipients.map(({ code, ...known }): Organisation => compact({ ...known, organId: code }));
  const contentIds = files.map(({ contentId }) => contentId);
  const model = composeDocument(draft, { from, to, timestamp, contentIds });
  const paths = travelOrder(files).map((file) => file.path);
  const written = await writePackageFile(model, paths, outPath, profile);
  return { path: outPath, ...written, documentId: model.messageHeader.documentId ?? '', findings };
}

function sameFile(path: string): KyguiError {
  return new KyguiError('USAGE', { problem: `-o ${path}: trùng tệp vào / is one of the inputs` });
}

function refuse(findings: readonly Finding[]): void {
  const errors = findings.filter((finding) => finding.severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  if (errors.some((finding) => finding.id === 'R.Document.Secrecy'))
    throw new KyguiError('STATE_SECRET_MARK');
  // The whole list travels as the cause, for `--json` and for the screen.
  throw new KyguiError('EDXML_DRAFT_INVALID', { count: errors.length, first: first.id }, { cause: findings });
}

/**
 * Reads a package and gives everything in it but the files' bytes; with `outDir` the files are written there and
 * `paths` tells where. Errors: those of `readPackage`, EDXML_FILE_UNREADABLE, EDXML_FILE_UNWRITABLE.
 */
export async function edxmlRead(
  path: string,
  outDir?: string,
  limits: Partial<ReadLimits> = {},
): Promise<ReadResult & { paths: (string | undefined)[] }> {
  if (outDir !== undefined) return readPackageFile(path, outDir, limits);
  const read = await inScratch((folder) => readPackageFile(path, folder, limits));
  return { ...read, paths: [] };
}

/**
 * Explains a package: every deviation with its place and weight. A package that cannot be read is a finding too;
 * only a file that cannot be opened is an error. `today` is `YYYY-MM-DD` in Vietnam.
 */
export async function edxmlCheck(
  path: string,
  today: string = momentInVietnam(Date.now()).slice(0, 10),
  limits: Partial<ReadLimits> = {},
): Promise<CheckResult> {
  try {
    let lines: ReadonlyMap<string, number> = new Map();
    const read = await inScratch((folder) =>
      readPackageFile(path, folder, { warnings: EACH, ...limits }, (root) => {
        lines = linesOfTree(root);
      }),
    );
    const findings = checkPackage(read, today, lines);
    return { ok: passes(findings), readable: true, kind: read.kind, counts: countsOf(findings), findings };
  } catch (error) {
    const about = error instanceof KyguiError && /^EDXML_(?!FILE_)/u.test(error.code);
    if (!about) throw error;
    const findings = [findingOfError(error)];
    return { ok: false, readable: false, kind: undefined, counts: countsOf(findings), findings };
  }
}

async function inScratch<T>(work: (folder: string) => Promise<T>): Promise<T> {
  let folder: string;
  try {
    folder = await mkdtemp(join(tmpdir(), 'kygui-edxml-'));
  } catch (error) {
    throw unwritable(tmpdir(), error);
  }
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
