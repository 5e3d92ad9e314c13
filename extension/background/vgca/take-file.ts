import { KyguiError } from '../../../shared/errors.ts';
import type { Job } from '../../messages/job.ts';
import { fetchFile } from '../fetch-file.ts';
import { servedSite } from './sites.ts';

/** Takes the file that a call names, with the session of the page and the token the page gave for it. */
export async function takeNamedFile(job: Job): Promise<Blob> {
  const site = await servedSite(job.source.address);
  if (!site || !job.vgca) throw new KyguiError('VGCA_SITE_OFF');
  return fetchFile(job.file, job.source.origin, site, authorization(job.vgca.token));
}

export const authorization = (token: string): Record<string, string> =>
  token === '' ? {} : { Authorization: `Bearer ${token}` };
