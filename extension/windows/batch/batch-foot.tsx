import { useState } from 'preact/hooks';
import type { CommandAnswer } from '../../../shared/protocol/commands.ts';
import type { Batch } from '../../messages/batch.ts';
import type { Failure } from '../../messages/reply.ts';
import { Busy, ErrorNote, Note } from '../parts/notes.tsx';
import { t } from '../parts/text.ts';
import { asFailure, ask, saveFile } from '../parts/worker.ts';
import type { LetterReport, LetterState } from './letter-state.ts';
import { packSigned } from './pack-signed.ts';

const SIGNED: readonly LetterState[] = ['signed', 'queued', 'returning', 'astray'];
const OVER: readonly LetterState[] = [...SIGNED, 'failed', 'cancelled'];

const counted = (letters: readonly LetterReport[], states: readonly LetterState[]) =>
  letters.filter(({ state }) => states.includes(state)).length;

interface Props {
  batch: Batch;
  letters: readonly LetterReport[];
  current: string;
  pins: CommandAnswer<'sign.pins'> | null;
  onStep(by: number): void;
  onShow(jobKey: string): void;
  onCancel(): void;
  onGoOn(): void;
  /** Takes new numbers for letters whose own somebody else has. */
  onTakeNumbers(): void;
  onSign(): void;
}

/** How the batch stands, and the one press that signs (and sends) every letter that is ready. */
export function BatchFoot(props: Props) {
  const { batch, letters } = props;
  const at = letters.findIndex(({ jobKey }) => jobKey === props.current);
  const isOver = letters.every(({ state }) => OVER.includes(state));
  return (
    <footer class="batch-foot">
      <div class="row">
        <button type="button" class="button small" disabled={at <= 0} onClick={() => props.onStep(-1)}>
          <span aria-hidden="true">‹</span> {t('batchPrevious')}
        </button>
        <span>{t('batchAt', at + 1, letters.length)}</span>
        <button
          type="button"
          class="button small"
          disabled={at + 1 >= letters.length}
          onClick={() => props.onStep(1)}
        >
          {t('batchNext')} <span aria-hidden="true">›</span>
        </button>
      </div>
      {batch.approving && <Signing batch={batch} letters={letters} />}
      {!batch.approving && isOver && <Ended letters={letters} onGoOn={props.onGoOn} />}
      {!batch.approving && !isOver && <Deciding {...props} />}
    </footer>
  );
}

function Signing({ batch, letters }: { batch: Batch; letters: readonly LetterReport[] }) {
  const [pausing, setPausing] = useState(false);
  const done = counted(letters, OVER);
  const total = done + counted(letters, ['signing']);
  const pause = () => {
    setPausing(true);
    void ask('batch.pause', { batchKey: batch.key }).catch(() => setPausing(false));
  };
  return (
    <>
      <div class="grow">
        <Busy text={t(pausing ? 'batchPausing' : 'batchProgress', done, total)} done={done} total={total} />
      </div>
      <button type="button" class="button" disabled={pausing} onClick={pause}>
        {t('batchPause')}
      </button>
    </>
  );
}

const GoOn = ({ onGoOn }: Pick<Props, 'onGoOn'>) => (
  <button type="button" class="button" onClick={onGoOn}>
    {t('batchGoOn')}
  </button>
);

function Ended({ letters, onGoOn }: Pick<Props, 'letters' | 'onGoOn'>) {
  /** Files that are in the archive so far; null while none is made. */
  const [packed, setPacked] = useState<number | null>(null);
  const [unpacked, setUnpacked] = useState<Failure | null>(null);
  const signed = letters.filter(({ state }) => SIGNED.includes(state));
  const failed = counted(letters, ['failed']);
  const sent = letters.filter((letter) => letter.sent).length;
  const returning = counted(letters, ['returning']);
  const astray = letters.filter(({ state }) => state === 'astray');
  const handsBack = astray.length > 0 && returning === 0;
  const giveAgain = () => {
    for (const { jobKey } of astray) void ask('job.retry', { jobKey }).catch(() => undefined);
  };
  const save = () => {
    setPacked(0);
    setUnpacked(null);
    packSigned(
      signed.map(({ jobKey }) => jobKey),
      setPacked,
    )
      .then((file) => saveFile(file, t('batchArchiveName')))
      .catch((thrown) => setUnpacked(asFailure(thrown)))
      .finally(() => setPacked(null));
  };
  return (
    <>
      <div class="grow" role="status">
        <Note
          kind={failed + astray.length > 0 ? 'warning' : 'pass'}
          says={[
            t('batchEnded', signed.length),
            sent > 0 && t('batchEndedSent', sent),
            failed > 0 && t('batchEndedFailed', failed),
          ]
            .filter(Boolean)
            .join(' ')}
          next={astray.length > 0 ? t('batchAstrayCount', astray.length) : undefined}
        />
        {returning > 0 && (
          <Busy
            text={t('batchReturningCount', signed.length - returning, signed.length)}
            done={signed.length - returning}
            total={signed.length}
          />
        )}
        {packed !== null && (
          <Busy text={t('batchPacking', packed, signed.length)} done={packed} total={signed.length} />
        )}
        {unpacked && <ErrorNote failure={unpacked} />}
      </div>
      {handsBack && (
        <button type="button" class="button primary" onClick={giveAgain}>
          {t('giveAgain')}
        </button>
      )}
      {failed > 0 && <GoOn onGoOn={onGoOn} />}
      {signed.length > 0 && (
        <button type="button" class="button" disabled={packed !== null} onClick={save}>
          {t('batchSave')}
        </button>
      )}
      <button type="button" class={handsBack ? 'button' : 'button primary'} onClick={() => window.close()}>
        {t('close')}
      </button>
    </>
  );
}

function Deciding({ batch, letters, pins, ...props }: Props) {
  const [unseenToo, setUnseenToo] = useState(false);
  const ready = letters.filter(({ state }) => state === 'ready');
  const taken = letters.filter(({ numberTaken }) => numberTaken);
  const mend = letters.filter(({ state, numberTaken }) => state === 'mend' && !numberTaken);
  const looking = counted(letters, ['waiting', 'checking']);
  const unseen = ready.filter(({ viewed }) => !viewed).length;
  const first = mend[0];
  return (
    <>
      <div class="grow">
        {batch.paused && batch.paused.code !== 'CANCELLED' && (
          <ErrorNote failure={batch.paused} severity="warning" />
        )}
        {batch.paused?.code === 'CANCELLED' && <Note kind="notice" says={t('batchPaused')} />}
        {looking > 0 ? (
          <Busy
            text={t('batchLooking', letters.length - looking, letters.length)}
            done={letters.length - looking}
            total={letters.length}
          />
        ) : (
          <p>
            <strong>{t('batchReadyCount', ready.length)}</strong>
            {pins && ready.length > 0 && ` · ${t('batchPins', pins.pinsNeeded, ready.length)}`}
          </p>
        )}
        {taken.length > 0 && looking === 0 && (
          <Note kind="warning" says={t('batchTakenCount', taken.length)}>
            <button type="button" class="button small" onClick={props.onTakeNumbers}>
              {t('batchTakeNumbers', taken.length)}
            </button>
          </Note>
        )}
        {first && looking === 0 && (
          <div class="row">
            <p class="missing">
              {t('batchMendCount', mend.length)} {first.code || first.name}: {first.why}
            </p>
            {first.jobKey !== props.current && (
              <button type="button" class="button small" onClick={() => props.onShow(first.jobKey)}>
                {t('batchShow', first.code || first.name)}
              </button>
            )}
          </div>
        )}
        {unseen > 0 && looking === 0 && (
          <label class="row">
            <input
              type="checkbox"
              checked={unseenToo}
              onChange={(event) => setUnseenToo(event.currentTarget.checked)}
            />
            <span>{t('batchUnseen', unseen)}</span>
          </label>
        )}
      </div>
      <button type="button" class="button" onClick={props.onCancel}>
        {t('cancel')}
      </button>
      {counted(letters, ['failed']) > 0 && <GoOn onGoOn={props.onGoOn} />}
      <button
        type="button"
        class="button primary"
        disabled={ready.length === 0 || looking > 0 || !pins || (unseen > 0 && !unseenToo)}
        onClick={props.onSign}
      >
        {ready.length === 0
          ? t(batch.send ? 'goSignAndSend' : 'goSign')
          : t(batch.send ? 'batchSignAndSend' : 'batchSign', ready.length)}
      </button>
    </>
  );
}
