import { KyguiError } from '../../../shared/errors.ts';
import type { Job } from '../../messages/job.ts';
import { checkPdf, FILE_LIMIT, FILE_LIMIT_MB, fetchFile } from '../fetch-file.ts';
import { servedSite } from './sites.ts';

/** Takes the file that a call names, with the session of the page and the token the page gave for it. */
export async function takeNamedFile(job: Job): Promise<Blob> {
  const site = await servedSite(job.source.address);
  if (!site || !job.vgca) throw new KyguiError('VGCA_SITE_OFF');
  const { address } = job.file;
  if (!address.startsWith('data:')) {
    return fetchFile(job.file, job.source.origin, site, authorization(job.vgca.token));
  }
  return fileOfRequest(address);
}

/** A file whose bytes stand in the request itself. @throws SITE_FILE_TOO_LARGE, PDF_NOT_PDF */
export async function fileOfRequest(address: string): Promise<Blob> {
  const file = await (await fetch(address)).blob();
  if (file.size > FILE_LIMIT) throw new KyguiError('SITE_FILE_TOO_LARGE', { limit: FILE_LIMIT_MB });
  await checkPdf(file);
  return file;
}

export const authorization = (token: string): Record<string, string> =>
  token === '' ? {} : { Authorization: `Bearer ${token}` };
