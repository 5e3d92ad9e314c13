import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import { uploadName } from '../../../shared/vgca/file-address.ts';
import { readUploadAnswer } from '../../../shared/vgca/upload-answer.ts';
import type { Job } from '../../messages/job.ts';
import type { VgcaUploaded } from '../../messages/vgca-part.ts';
import { checkFileAddress } from '../address-rules.ts';
import { held } from '../held-files.ts';
import { changeJob } from '../jobs.ts';
import { patienceMs } from '../slow-line.ts';
import { servedSite } from './sites.ts';
import { authorization } from './take-file.ts';

/** Bytes of an answer that are read. */
const ANSWER_LIMIT = 1024 * 1024;

/**
 * Hands a signed file to the handler that the page named: one part `uploadfile`, nothing else. A redirect of the
 * request is not followed: the signed file goes to the address that was checked, or nowhere. `certain` as read by
 * {@link readUploadAnswer}.
 */
async function uploadFile(
  file: Blob,
  to: { address: string; name: string; token: string },
): Promise<{ uploaded: VgcaUploaded; certain: boolean }> {
  const form = new FormData();
  const name = uploadName(to.name);
  form.set('uploadfile', new File([file], name, { type: 'application/pdf' }));
  let response: Response;
  try {
    response = await fetch(to.address, {
      method: 'POST',
      body: form,
      credentials: 'include',
      cache: 'no-store',
      redirect: 'manual',
      headers: { Accept: 'application/json', ...authorization(to.token) },
      signal: AbortSignal.timeout(patienceMs(file.size)),
    });
  } catch (failure) {
    const reason = (failure as Error).name === 'TimeoutError' ? 'timeout' : 'network';
    throw new KyguiError('VGCA_UPLOAD_FAILED', { reason });
  }
  // Handlers redirect for one reason: the session has ended and the log-in page is wanted.
  if (response.type === 'opaqueredirect') throw new KyguiError('VGCA_UPLOAD_SESSION');
  const text = (await (await response.blob()).slice(0, ANSWER_LIMIT).text()) ?? '';
  const answer = readUploadAnswer({ status: response.status, redirected: response.redirected, text });
  if (answer.taken) {
    const { certain, message, fileName, fileServer } = answer;
    return { certain, uploaded: { message, fileName: fileName || name, fileServer } };
  }
  if (answer.reason === 'session') throw new KyguiError('VGCA_UPLOAD_SESSION');
  throw new KyguiError('VGCA_UPLOAD_REFUSED', { reason: answer.message });
}

/** The end of a job that a call began: the file goes to its handler; what fails keeps the file at hand. */
export async function uploadSigned(job: Job): Promise<Job> {
  const { vgca } = job;
  if (!vgca) return job;
  const name = job.outcome?.items[0]?.name ?? job.file.name;
  if (vgca.upload === '') {
    const uploaded = { message: '', fileName: uploadName(name), fileServer: '' };
    return changeJob(job.key, {
      step: 'done',
      error: null,
      back: 'kept',
      vgca: { ...vgca, token: '', uploaded },
    });
  }
  try {
    const site = await servedSite(job.source.address);
    if (!site) throw new KyguiError('VGCA_SITE_OFF');
    checkFileAddress(vgca.upload, job.source.origin, site);
    const file = await held(job.key, 'signed.pdf');
    const { uploaded, certain } = await uploadFile(file, { address: vgca.upload, name, token: vgca.token });
    return await changeJob(job.key, {
      step: 'done',
      error: null,
      ...(certain ? { taken: 'heard' as const } : { back: 'unchecked' as const }),
      vgca: { ...vgca, token: '', uploaded },
    });
  } catch (thrown) {
    const { code, details } = toKyguiError(thrown);
    return changeJob(job.key, { step: 'giving', error: { code, details: { ...details } } });
  }
}
