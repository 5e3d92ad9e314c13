import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { LetterDraft } from '../../../shared/document/letter.ts';
import type { Placement } from '../../../shared/document/placement.ts';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, ask, bridge } from '../parts/worker.ts';
import { settled } from '../recipients/chosen.ts';
import { type Known, useFacts } from '../recipients/use-facts.ts';
import type { Choice } from './certificates.ts';
import { draftOf, entriesOf, type LetterEntries } from './letter-draft.ts';
import { stampFields } from './stamp-fields.ts';
import { type Attachments, useAttachments } from './use-attachments.ts';
import type { KnownDocument } from './use-document.ts';
import { type Prepared, usePreparation } from './use-preparation.ts';
import { useRegister } from './use-register.ts';
import type { Tokens } from './use-tokens.ts';

type PrintedName = keyof Inspection['printed'] & keyof LetterEntries;
export type Inspection = CommandAnswer<'document.inspect'>;

/** What the clerk changed by hand: it holds for a letter that must be prepared again as a fresh job. */
export interface HandEdits {
  entries: Partial<LetterEntries>;
  placements: Placement[] | null;
}

/** Everything the clerk decides about, and what the bridge makes of it. */
export interface Decision {
  tokens: Pick<Tokens, 'choices' | 'loading' | 'failure'>;
  choice: Choice | undefined;
  choose(thumbprint: string): void;
  refreshTokens(): void;
  entries: LetterEntries | null;
  edit(change: Partial<LetterEntries>): void;
  /** Entries changed by hand, by name. */
  edited: ReadonlySet<keyof LetterEntries>;
  byHand: HandEdits;
  /** Entries proposed from what the letter itself prints. */
  fromFile: ReadonlySet<keyof LetterEntries>;
  /** What the directory says of the recipients. */
  known: Known;
  /** Codes of recipients that a page named and that one unit alone fits. */
  foundByName: ReadonlySet<string>;
  /** Page, file and register were asked for its number. */
  numbered: boolean;
  /** Entries from the register of outgoing numbers. */
  fromRegister: ReadonlySet<keyof LetterEntries>;
  registerRestored: boolean;
  /** Takes the next number of the register; absent where the office does not number here. */
  takeNumber: (() => void) | undefined;
  letter: LetterDraft | undefined;
  attachments: Attachments;
  inspection: Inspection | null;
  prepared: Prepared | null;
  preparing: boolean;
  moved: boolean;
  /** Where each part shall go; the drawings follow once the bridge has made them. */
  placed: readonly Placement[];
  /** Where the bridge found each part to belong, also after it was moved: parts snap to it. */
  found: readonly Placement[];
  move(placements: Placement[] | null): void;
  failure: Failure | null;
  retry(): void;
  /** Has the bridge look at this letter again; tokens stay as they are. */
  prepareAgain(): void;
  /** The bytes drawn here are the bytes the bridge will sign. */
  sameBytes: boolean | null;
  phrase: string | null;
}

/**
 * @param tokens looked for once in each window, for one letter or for all of a batch
 * @param turn false as long as letters before this one are still being looked at
 * @param kept what was changed by hand in the job that this one stands for
 * @param mayNumber false as long as letters before this one have no number of the register
 */
export function useDecision(
  job: Job | null,
  shown: KnownDocument | null,
  tokens: Tokens,
  turn = true,
  kept?: HandEdits,
  mayNumber = true,
): Decision {
  const [taken] = useState(kept);
  const [entries, setEntries] = useState<LetterEntries | null>(null);
  const [edited, setEdited] = useState<ReadonlySet<keyof LetterEntries>>(
    new Set(Object.keys(taken?.entries ?? {}) as (keyof LetterEntries)[]),
  );
  const [fromFile, setFromFile] = useState<ReadonlySet<keyof LetterEntries>>(new Set());
  const [inspection, setInspection] = useState<Inspection | null>(null);
  const [inspectFailure, setInspectFailure] = useState<Failure | null>(null);
  const [placements, setPlacements] = useState<Placement[] | null>(taken?.placements ?? null);

  useEffect(() => {
    if (job && entries === null) setEntries({ ...entriesOf(job.fields), ...taken?.entries });
  }, [job]);

  // Paired in the meantime, in the window that the error led to: go on without being asked.
  useEffect(() => {
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      if (changes.pairing?.newValue === undefined || !job) return;
      void ask('job.retry', { jobKey: job.key }).catch(() => undefined);
      setInspectFailure(null);
      tokens.refresh();
    };
    browser.storage.local.onChanged.addListener(changed);
    return () => browser.storage.local.onChanged.removeListener(changed);
  }, [job?.key]);

  const stamped = useMemo(() => (job && entries ? stampFields(job, entries) : null), [job?.role, entries]);
  const fields = stamped?.fields ?? null;
  const unfit = stamped?.unfit ?? null;
  const documentId = job?.documentId ?? null;
  useEffect(() => {
    if (!turn || !job || documentId === null || fields === null || inspection !== null) return;
    bridge('document.inspect', { documentId, role: job.role, fields }).then(
      (told) => {
        setInspection(told);
        setInspectFailure(null);
        // What no page told and no hand typed is proposed as the letter prints it.
        const printed = Object.entries(told.printed).filter(
          ([name]) => job.fields[name as PrintedName] === undefined,
        );
        setEntries((last) => {
          if (!last) return last;
          const empty = printed.filter(([name, value]) => value !== '' && last[name as PrintedName] === '');
          if (empty.length === 0) return last;
          setFromFile(new Set(empty.map(([name]) => name as PrintedName)));
          return { ...last, ...Object.fromEntries(empty) };
        });
      },
      (thrown) => setInspectFailure(asFailure(thrown)),
    );
  }, [turn, documentId, fields === null, tokens.round]);

  const known = useFacts(job?.send ? (entries?.recipients ?? null) : null, turn);
  const [foundByName, setFoundByName] = useState<ReadonlySet<string>>(new Set());
  // Names that one unit alone bears; the others wait for the clerk's choice.
  const named = entries && job?.send ? settled(entries.recipients, known.facts) : null;
  useEffect(() => {
    if (!named || !entries) return;
    const before = new Set(entries.recipients.map(({ code }) => code));
    const fresh = named.flatMap(({ code }) => (code === '' || before.has(code) ? [] : [code]));
    setFoundByName((last) => new Set([...last, ...fresh]));
    setEntries((last) => last && { ...last, recipients: named });
  }, [named === null, known.facts]);
  const asked = !job?.send || (known.asked && named === null);

  const latest = useRef(entries);
  latest.current = entries;
  const register = useRegister(
    turn && job?.role === 'issue' && inspection !== null && entries ? { job, entries, edited } : null,
    mayNumber,
    (proposed, pressed) => {
      // A number that was typed while the register was asked stays.
      if (!pressed && latest.current?.number !== '') return;
      setEntries((last) => last && { ...last, ...proposed });
      setEdited((last) => new Set([...last].filter((name) => !(name in proposed))));
    },
  );
  const { choice } = tokens;
  const attachments = useAttachments(job);
  const letter = useMemo(() => {
    if (!job?.send || !entries || documentId === null || !shown) return undefined;
    const main = { documentId, name: job.file.name, pages: shown.pages };
    return draftOf(entries, main, attachments.ready);
  }, [job?.send, entries, documentId, shown, JSON.stringify(attachments.ready)]);
  const wish =
    turn && choice && fields && unfit === null && asked && register.asked && (!job?.send || letter)
      ? {
          certificate: choice.certificate.thumbprint,
          fields,
          placements,
          letter,
          register: register.request,
        }
      : null;
  const preparation = usePreparation(job, wish);
  const item = preparation.prepared?.items[0];
  const found = useRef<readonly Placement[]>([]);
  if (placements === null && item) found.current = item.placements.filter(({ reason }) => reason !== 'given');
  else if (found.current.length === 0 && inspection) found.current = inspection.placements;

  return {
    tokens,
    choice,
    choose: tokens.choose,
    refreshTokens: tokens.refresh,
    entries,
    edit(change) {
      setEntries((last) => last && { ...last, ...change });
      setEdited((last) => new Set([...last, ...(Object.keys(change) as (keyof LetterEntries)[])]));
    },
    edited,
    byHand: {
      entries: entries
        ? Object.fromEntries([...edited].map((name) => [name, entries[name]]))
        : (taken?.entries ?? {}),
      placements,
    },
    fromFile,
    known,
    foundByName,
    numbered: inspection !== null && register.asked,
    fromRegister: register.given,
    registerRestored: register.restored,
    takeNumber: register.take,
    letter,
    attachments,
    inspection,
    prepared: preparation.prepared,
    preparing: preparation.busy,
    moved: placements !== null,
    // What the bridge has prepared counts; the wish only until it has.
    placed: (preparation.busy ? placements : null) ?? item?.placements ?? [],
    found: found.current,
    move: setPlacements,
    failure:
      unfit === null
        ? (preparation.failure ?? inspectFailure)
        : { code: 'SITE_ENTRY_UNFIT', details: { reason: unfit } },
    prepareAgain: preparation.again,
    retry() {
      setInspectFailure(null);
      preparation.again();
      tokens.refresh();
    },
    sameBytes: item && shown ? item.sha256 === shown.sha256 : null,
    phrase: tokens.phrase,
  };
}
