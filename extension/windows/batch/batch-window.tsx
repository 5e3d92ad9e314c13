import { useEffect, useRef, useState } from 'preact/hooks';
import { batchDigest } from '../../../shared/protocol/approval.ts';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Batch } from '../../messages/batch.ts';
import type { Failure } from '../../messages/reply.ts';
import { remember } from '../consent/certificates.ts';
import { PinStep } from '../consent/pin-step.tsx';
import type { HandEdits } from '../consent/use-decision.ts';
import { useTokens } from '../consent/use-tokens.ts';
import { Busy, FailedWindow } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask, bridge } from '../parts/worker.ts';
import { BatchFoot } from './batch-foot.tsx';
import { DropFiles } from './drop-files.tsx';
import { LetterList } from './letter-list.tsx';
import { LetterSlot, type NumberOn, type SamePlace, type SameRecipients } from './letter-slot.tsx';
import type { LetterReport } from './letter-state.ts';
import { useBatch } from './use-batch.ts';

/** Letters that the bridge looks at together; the others wait, so that the first ones stand at once. */
const AT_ONCE = 2;

const waiting = (jobKey: string): LetterReport => ({
  jobKey,
  state: 'waiting',
  name: '',
  code: '',
  viewed: false,
  approval: null,
  numberTaken: false,
  why: null,
  failure: null,
  settled: false,
  numbered: false,
  sent: false,
  begun: false,
});

/** Several letters, one look at each, one press for all: chosen in a list of the page, or dropped here. */
export function BatchWindow() {
  const [key, setKey] = useState(new URLSearchParams(location.search).get('batch'));
  const { batch, failure } = useBatch(key);
  if (key === null) return <DropFiles onBatch={setKey} />;
  if (failure) return <FailedWindow title={t('batchTitle')} failure={failure} />;
  return batch ? <Letters batch={batch} /> : <Busy text={t('loading')} />;
}

type Pins = CommandAnswer<'sign.pins'>;

function Letters({ batch }: { batch: Batch }) {
  const [reports, setReports] = useState<ReadonlyMap<string, LetterReport>>(new Map());
  const [chosen, setChosen] = useState<string | null>(null);
  const [same, setSame] = useState<SamePlace | null>(null);
  const [sameRecipients, setSameRecipients] = useState<SameRecipients | null>(null);
  const [numberOn, setNumberOn] = useState<NumberOn | null>(null);
  // By place in the batch: a letter that stands again as a fresh job keeps it.
  const byHand = useRef(new Map<number, HandEdits>());
  const [asksPin, setAsksPin] = useState(false);
  const [pinFailure, setPinFailure] = useState<Failure | null>(null);
  const [pins, setPins] = useState<Pins | null>(null);
  const [lookAgain, setLookAgain] = useState(0);
  const [renumber, setRenumber] = useState(0);
  const letters = batch.jobKeys.map((jobKey) => reports.get(jobKey) ?? waiting(jobKey));
  const current = batch.jobKeys.find((jobKey) => jobKey === chosen) ?? batch.jobKeys[0] ?? '';
  const reachable = letters.some(({ state }) => state !== 'waiting');
  const tokens = useTokens({ role: batch.role, signerName: undefined, turn: String(reachable) });

  const report = (next: LetterReport) => setReports((last) => new Map(last).set(next.jobKey, next));
  const open = letters.filter(({ settled }) => !settled);
  const turns = new Set([...open.slice(0, AT_ONCE).map(({ jobKey }) => jobKey), current]);
  const hadTurn = (letter: LetterReport) => letter.state !== 'waiting' || turns.has(letter.jobKey);

  /** So many letters at the beginning have their numbers. */
  const numberedBefore = [...letters, null].findIndex((letter) => !letter?.numbered);
  const ready = letters.flatMap(({ approval }) => approval ?? []);
  const { choice } = tokens;
  const certificate = choice?.certificate.thumbprint;
  useEffect(() => {
    if (certificate === undefined || ready.length === 0) return;
    let left = false;
    bridge('sign.pins', { certificate, files: ready.length }).then(
      (told) => !left && setPins(told),
      () => undefined,
    );
    return () => {
      left = true;
    };
  }, [certificate, ready.length, tokens.round]);

  // The PIN was taken: what is being done is shown beside the letters, not behind a dialog.
  const isMoving = batch.approving && letters.some(({ begun }) => begun);
  useEffect(() => {
    if (isMoving) setAsksPin(false);
  }, [isMoving]);

  const approve = async (pin: string, confirmLastTry: boolean) => {
    setPinFailure(null);
    try {
      const after = await ask<Batch>('batch.approve', {
        batchKey: batch.key,
        jobs: ready,
        batchDigest: batchDigest(ready),
        pin,
        ...(confirmLastTry && { confirmLastTry }),
        approvedAt: new Date().toISOString(),
      });
      if (certificate !== undefined) await remember(batch.role, certificate);
      setAsksPin(false);
      if (after.paused) tokens.refresh();
    } catch (thrown) {
      const failure = asFailure(thrown);
      setPinFailure(failure);
      tokens.refresh();
      if (failure.code !== 'REGISTER_NUMBER_TAKEN') return;
      // Nothing was signed and no PIN was tried. Which letters it is stands beside each of them.
      setAsksPin(false);
      setLookAgain((last) => last + 1);
    }
  };
  /** Letters whose signature broke off stand again before the rest goes on. */
  const goOn = async () => {
    for (const { jobKey } of letters.filter(({ state }) => state === 'failed')) {
      await ask('batch.renew', { batchKey: batch.key, jobKey }).catch(() => undefined);
    }
    tokens.refresh();
  };
  const step = (by: number) => {
    const next = batch.jobKeys[batch.jobKeys.indexOf(current) + by];
    if (next !== undefined) setChosen(next);
  };
  const cancel = () => {
    void ask('batch.cancel', { batchKey: batch.key })
      .catch(() => undefined)
      .then(() => window.close());
  };
  return (
    <div class="consent batch">
      <LetterList letters={letters} current={current} onChoose={setChosen} />
      {letters.map((letter, index) => (
        <LetterSlot
          key={letter.jobKey}
          jobKey={letter.jobKey}
          tokens={tokens}
          isCurrent={letter.jobKey === current}
          turn={hadTurn(letter)}
          mayNumber={index <= numberedBefore}
          same={same}
          onSamePlace={setSame}
          sameRecipients={sameRecipients}
          onSameRecipients={setSameRecipients}
          index={index}
          numberOn={numberOn}
          onNumberOn={setNumberOn}
          lookAgain={lookAgain}
          renumber={renumber}
          onReport={report}
          kept={byHand.current.get(index)}
          onByHand={(edits) => byHand.current.set(index, edits)}
        />
      ))}
      <BatchFoot
        batch={batch}
        letters={letters}
        current={current}
        pins={pins}
        onStep={step}
        onShow={setChosen}
        onCancel={cancel}
        onGoOn={() => void goOn()}
        onTakeNumbers={() => setRenumber((last) => last + 1)}
        onSign={() => {
          setPinFailure(null);
          setAsksPin(true);
        }}
      />
      {asksPin && choice && pins && (ready.length > 0 || batch.approving) && (
        <PinStep
          job={{ step: batch.approving ? 'approving' : 'stored', progress: null, send: batch.send }}
          files={ready.length}
          choice={choice}
          phrase={tokens.phrase}
          prepared={pins}
          failure={pinFailure}
          onApprove={approve}
          onBack={() => setAsksPin(false)}
        />
      )}
    </div>
  );
}
