import { useEffect, useMemo, useState } from 'preact/hooks';
import browser from 'webextension-polyfill';
import type { LetterDraft } from '../../../shared/document/letter.ts';
import type { Placement } from '../../../shared/document/placement.ts';
import type { Role } from '../../../shared/document/role.ts';
import type { StampFields } from '../../../shared/protocol/commands/document.ts';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Job } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { asFailure, ask, bridge } from '../parts/worker.ts';
import { type Choice, choicesOf, lastUsed, propose } from './certificates.ts';
import { draftOf, entriesOf, type LetterEntries } from './letter-draft.ts';
import type { ShownDocument } from './use-document.ts';
import { type Prepared, usePreparation } from './use-preparation.ts';

export type Inspection = CommandAnswer<'document.inspect'>;

/** Everything the clerk decides about, and what the bridge makes of it. */
export interface Decision {
  tokens: { choices: Choice[]; loading: boolean; failure: Failure | null };
  choice: Choice | undefined;
  choose(thumbprint: string): void;
  refreshTokens(): void;
  entries: LetterEntries | null;
  edit(change: Partial<LetterEntries>): void;
  /** Entries changed by hand, by name. */
  edited: ReadonlySet<keyof LetterEntries>;
  letter: LetterDraft | undefined;
  inspection: Inspection | null;
  prepared: Prepared | null;
  preparing: boolean;
  moved: boolean;
  move(placements: Placement[] | null): void;
  failure: Failure | null;
  retry(): void;
  /** The bytes drawn here are the bytes the bridge will sign. */
  sameBytes: boolean | null;
  phrase: string | null;
}

/** Roles that print a number or a date: of the letter, of the copy, or of the incoming register. */
const NUMBERED: ReadonlySet<Role> = new Set(['issue', 'appendix', 'copy', 'receive']);
const DATED: ReadonlySet<Role> = new Set(['issue', 'copy', 'receive']);

function stampFields(job: Job, entries: LetterEntries): StampFields {
  const filled = Object.entries({
    number: NUMBERED.has(job.role) ? entries.number : '',
    notation: entries.notation,
    date: DATED.has(job.role) ? entries.date : '',
    text: job.role === 'comment' ? entries.text : '',
    signerName: entries.signerName,
  }).filter(([, value]) => value !== '');
  return Object.fromEntries(filled);
}

export function useDecision(job: Job | null, shown: ShownDocument | null): Decision {
  const [choices, setChoices] = useState<Choice[]>([]);
  const [tokensLoading, setTokensLoading] = useState(true);
  const [tokenFailure, setTokenFailure] = useState<Failure | null>(null);
  const [thumbprint, setThumbprint] = useState<string | null>(null);
  const [proposed, setProposed] = useState<string | undefined>(undefined);
  const [entries, setEntries] = useState<LetterEntries | null>(null);
  const [edited, setEdited] = useState<ReadonlySet<keyof LetterEntries>>(new Set());
  const [inspection, setInspection] = useState<Inspection | null>(null);
  const [inspectFailure, setInspectFailure] = useState<Failure | null>(null);
  const [placements, setPlacements] = useState<Placement[] | null>(null);
  const [round, setRound] = useState(0);
  const [phrase, setPhrase] = useState<string | null>(null);

  const reachable = job !== null && job.documentId !== null;
  useEffect(() => {
    if (job && entries === null) setEntries(entriesOf(job.fields));
  }, [job]);

  useEffect(() => {
    if (!job) return;
    let left = false;
    const load = async () => {
      setTokensLoading(true);
      const { tokens } = await bridge('token.list', { refresh: round > 0 });
      const found = choicesOf(tokens);
      const last = await lastUsed(job.role);
      if (left) return;
      setChoices(found);
      setTokenFailure(null);
      setProposed(propose(found, job.role, job.fields.signerName?.values[0], last)?.certificate.thumbprint);
    };
    load()
      .catch((thrown) => setTokenFailure(asFailure(thrown)))
      .finally(() => setTokensLoading(false));
    ask<{ session: { personalPhrase: string | null } | null }>('link.report', {}).then(
      // A bridge that is away for a moment must not make the window look like a forged one.
      ({ session }) => setPhrase((last) => session?.personalPhrase ?? last),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [job?.key, reachable, round]);

  // Paired in the meantime, in the window that the error led to: go on without being asked.
  useEffect(() => {
    const changed = (changes: Record<string, { newValue?: unknown }>) => {
      if (changes.pairing?.newValue === undefined || !job) return;
      void ask('job.retry', { jobKey: job.key }).catch(() => undefined);
      setInspectFailure(null);
      setRound((last) => last + 1);
    };
    browser.storage.local.onChanged.addListener(changed);
    return () => browser.storage.local.onChanged.removeListener(changed);
  }, [job?.key]);

  const fields = useMemo(() => (job && entries ? stampFields(job, entries) : null), [job?.role, entries]);
  const documentId = job?.documentId ?? null;
  useEffect(() => {
    if (!job || documentId === null || fields === null || inspection !== null) return;
    bridge('document.inspect', { documentId, role: job.role, fields }).then(setInspection, (thrown) =>
      setInspectFailure(asFailure(thrown)),
    );
  }, [documentId, fields === null, round]);

  const choice = choices.find(({ certificate }) => certificate.thumbprint === (thumbprint ?? proposed));
  const letter = useMemo(() => {
    if (!job?.send || !entries || documentId === null || !shown) return undefined;
    return draftOf(entries, { documentId, name: job.file.name, pages: shown.pdf.numPages });
  }, [job?.send, entries, documentId, shown]);
  const wish =
    choice && fields && (!job?.send || letter)
      ? { certificate: choice.certificate.thumbprint, fields, placements, letter }
      : null;
  const preparation = usePreparation(job, wish);
  const item = preparation.prepared?.items[0];

  return {
    tokens: { choices, loading: tokensLoading, failure: tokenFailure },
    choice,
    choose: (next) => setThumbprint(next),
    refreshTokens: () => setRound((last) => last + 1),
    entries,
    edit(change) {
      setEntries((last) => last && { ...last, ...change });
      setEdited((last) => new Set([...last, ...(Object.keys(change) as (keyof LetterEntries)[])]));
    },
    edited,
    letter,
    inspection,
    prepared: preparation.prepared,
    preparing: preparation.busy,
    moved: placements !== null,
    move: setPlacements,
    failure: preparation.failure ?? inspectFailure,
    retry() {
      setInspectFailure(null);
      preparation.again();
      setRound((last) => last + 1);
    },
    sameBytes: item && shown ? item.sha256 === shown.sha256 : null,
    phrase,
  };
}
