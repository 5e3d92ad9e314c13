import { attachmentPart, type Job, type JobAttachment } from '../../messages/job.ts';
import { Busy, ErrorNote } from '../parts/notes.tsx';
import { showSize, t } from '../parts/text.ts';
import { ask, heldFile, saveFile } from '../parts/worker.ts';

function Attachment({ job, index, file }: { job: Job; index: number; file: JobAttachment }) {
  const want = (wish: 'out' | 'in' | 'again') => () =>
    void ask('job.attachment', { jobKey: job.key, index, want: wish }).catch(() => undefined);
  const save = () =>
    void heldFile(job.key, attachmentPart(index)).then(
      (bytes) => saveFile(bytes, file.name),
      () => undefined,
    );
  const { removed, state, error } = file;
  return (
    <li class="stack">
      <div class="row">
        <span class={removed ? 'grow soft struck' : 'grow'}>
          {file.name} {file.size !== null && <span class="soft">{showSize(file.size)}</span>}
        </span>
        {state !== 'waiting' && !removed && (
          <button type="button" class="button small quiet" onClick={save}>
            {t('saveFile')}
          </button>
        )}
        <button
          type="button"
          class="button small"
          aria-label={t(removed ? 'takeFileIn' : 'leaveFileOut', file.name)}
          onClick={want(removed ? 'in' : 'out')}
        >
          {t(removed ? 'takeIn' : 'leaveOut')}
        </button>
      </div>
      {!removed && error && (
        <ErrorNote failure={error}>
          {!file.fromPage && (
            <button type="button" class="button small" onClick={want('again')}>
              {t('tryAgain')}
            </button>
          )}
        </ErrorNote>
      )}
      {!removed && !error && state !== 'stored' && <Busy text={t('fetchingFile')} />}
    </li>
  );
}

/** The files that go with the letter, as they were found on the page; each can be left out. */
export function AttachmentList({ job }: { job: Job }) {
  const files = job.attachments ?? [];
  if (!job.send || files.length === 0) return null;
  const sent = files.filter(({ removed }) => !removed).length;
  return (
    <section class="card">
      <h2>{t('attachmentsTitle', sent, files.length)}</h2>
      <ul class="attachments">
        {files.map((file, index) => (
          <Attachment key={`${file.address}-${index}`} job={job} index={index} file={file} />
        ))}
      </ul>
    </section>
  );
}
