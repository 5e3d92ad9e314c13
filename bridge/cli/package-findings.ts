import type { LetterDraft } from '../../shared/document/letter.ts';
import { sendSignatureFindings } from '../../shared/document/send-signatures.ts';
import { momentInVietnam } from '../../shared/document/vietnam-time.ts';
import { checkPackage } from '../../shared/edxml/check.ts';
import { draftOfPackage } from '../../shared/edxml/draft-of-package.ts';
import type { Finding } from '../../shared/protocol/commands/fields.ts';
import { agencySigner } from '../commands/document-findings.ts';
import { findingOf, fromPackageFinding } from '../commands/findings.ts';
import { unsignedAppendix } from '../commands/letter-attachments.ts';
import { rawLetterFindings, settled } from '../commands/letter-findings.ts';
import { type Bridge, requireExchange } from '../compose.ts';
import type { ReadFileResult } from '../edxml/read-file.ts';
import { scanFindings } from '../scan/findings.ts';
import { assertSendable, type SeenFile } from './sendable.ts';

type Letter = Extract<ReadFileResult, { kind: 'edoc' }>;

/** Words of a copy that the agency makes itself (NĐ 30/2020, Điều 25), as notation or as a line of the first page. */
const COPY_NOTATION = /^(?:SY|SL|TrS)(?:-|$)/u;
const COPY_LINE = /^\s*(?:SAO Y|SAO LỤC|TRÍCH SAO)(?!\p{L})/mu;

/**
 * The named result of each rule before sending, for a package that was built elsewhere: the rules and weights of the
 * screens. @throws what `assertSendable` throws; AXIS_NOT_SET
 */
export async function packageFindings(bridge: Bridge, read: Letter): Promise<Finding[]> {
  const { files: seen, others } = await assertSendable(bridge, read);
  const letter = draftOfPackage(read.package);
  const [main] = seen;
  const pages = main?.pages;
  const { scan } = bridge.settings.sending;
  const found = [
    ...seen.flatMap((file) => file?.findings ?? []),
    ...others,
    ...fileFindings(read, seen),
    ...mainFindings(bridge, letter, read, main ?? null),
    ...appendixFindings(bridge, read, seen),
    ...(await rawLetterFindings(bridge, letter, pages && { pages, stamped: {} })),
    ...formFindings(read),
    ...(await scanFindings(
      scan,
      read.paths.flatMap((path, index) =>
        path === undefined ? [] : [{ name: read.attachments[index]?.originalName ?? '', path }],
      ),
    )),
  ];
  const looked = { files: true, printed: pages !== undefined, scanned: scan !== undefined };
  return settled(bridge, once(found), looked);
}

/** Rules of the draft and rules of the package see the same fault: the first word on a place stands. */
function once(findings: readonly Finding[]): Finding[] {
  const known = new Set<string>();
  return findings.filter(({ id, says }) => {
    const key = `${id} ${says.vi}`;
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
}

/** What the axis or a receiver may refuse the package for, as `kygui edxml check` tells it. */
function formFindings(read: Letter): Finding[] {
  const today = momentInVietnam(Date.now()).slice(0, 10);
  return checkPackage(read, today)
    .filter(({ severity }) => severity !== 'notice')
    .map((finding) => ({ ...fromPackageFinding(finding), says: { vi: finding.vi, en: finding.en } }));
}

function fileFindings(read: Letter, seen: readonly (SeenFile | null)[]): Finding[] {
  return read.attachments.flatMap(({ index, originalName, detected, failure }) => {
    const lost = failure !== undefined || read.paths[index] === undefined;
    const damaged = detected === 'pdf' && seen[index] === null;
    if (!lost && !damaged) return [];
    return [
      {
        ...findingOf('attachments.readable', 'refuse', 'SENDING_FILE_UNREADABLE', { name: originalName }),
      },
    ];
  });
}

/** A recall that repeats no file has no document to be signed. */
function mainFindings(bridge: Bridge, letter: LetterDraft, read: Letter, main: SeenFile | null): Finding[] {
  const [first] = read.attachments;
  if (first === undefined || (main === null && first.detected === 'pdf')) return [];
  const agency = agencySigner(bridge.settings);
  const copy = COPY_NOTATION.test(letter.notation) || COPY_LINE.test((main?.pages[0] ?? '').normalize('NFC'));
  const unsigned = { signed: false, sound: false, trusted: false, signatures: [], reasons: [] };
  return sendSignatureFindings({
    verdict: main?.verdict ?? unsigned,
    agency,
    copy,
    signer: letter.signer.fullName,
    pages: main?.pages,
  });
}

/** Separate appendices are signed by the agency (NĐ 30/2020, Phụ lục I); the software only warns by itself. */
function appendixFindings(bridge: Bridge, read: Letter, seen: readonly (SeenFile | null)[]): Finding[] {
  const agency = { ...agencySigner(bridge.settings), name: requireExchange(bridge).agency.name };
  return seen.flatMap((file, index): Finding[] =>
    index === 0 || file === null
      ? []
      : unsignedAppendix(read.attachments[index]?.originalName ?? '', file.verdict, agency),
  );
}
