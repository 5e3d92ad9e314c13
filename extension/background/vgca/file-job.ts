import { KyguiError } from '../../../shared/errors.ts';
import type { ReadFields, ReadValue } from '../../../shared/profile/read.ts';
import { fileSource, webAddress } from '../../../shared/vgca/file-address.ts';
import { vgcaOperation } from '../../../shared/vgca/operations.ts';
import type { FileRequest } from '../../../shared/vgca/request.ts';
import type { Job, JobSource } from '../../messages/job.ts';
import { checkFileAddress } from '../address-rules.ts';
import { newJob } from '../new-job.ts';
import type { ServedSite } from './sites.ts';

/** Where the file of a request is and where it goes, or the failure that speaks against it. Nothing is fetched here. */
export interface FilePlan {
  address: string;
  name: string;
  pick: boolean;
  upload: string;
}

/** @throws SITE_ADDRESS_REFUSED, VGCA_REQUEST_INVALID */
export function planFile(
  request: FileRequest,
  path: string,
  caller: Pick<JobSource, 'origin' | 'address'>,
  site: Pick<ServedSite, 'filesFrom'>,
): FilePlan {
  const source = fileSource(request.FileName, caller.address);
  if (!source) throw new KyguiError('VGCA_REQUEST_INVALID', { operation: path });
  const upload = request.FileUploadHandler.trim();
  const handler = upload === '' ? '' : webAddress(upload, caller.address);
  if (handler === undefined) throw new KyguiError('VGCA_REQUEST_INVALID', { operation: path });
  if (handler !== '') checkFileAddress(handler, caller.origin, site);
  if (source.from === 'clerk') return { address: '', name: source.name, pick: true, upload: handler };
  if (source.from === 'page' && new URL(source.address).origin !== caller.origin) {
    throw new KyguiError('SITE_ADDRESS_REFUSED', { host: 'blob' });
  }
  if (source.from === 'web') checkFileAddress(source.address, caller.origin, site);
  return { address: source.address, name: source.name, pick: false, upload: handler };
}

function read(value: string): ReadValue | undefined {
  return value === '' ? undefined : { values: [value], from: 'constant', expected: true };
}

/** What the page said of the letter, as if it had been read from the page. */
function fieldsOf({ DocNumber, IssuedDate }: FileRequest): ReadFields {
  const fields = {
    number: read(DocNumber.number),
    notation: read(DocNumber.notation),
    date: read(IssuedDate),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** The job that a call becomes: the way of every other document, with another beginning and another end. */
export function fileJob(parts: {
  callId: string;
  path: string;
  request: FileRequest;
  plan: FilePlan;
  source: JobSource;
  index: number;
}): Job {
  const { callId, path, request, plan, source, index } = parts;
  return newJob({
    source,
    role: vgcaOperation(path)?.role ?? 'plain',
    fields: fieldsOf(request),
    file: { address: plan.address, name: plan.name, fromPage: false },
    vgca: {
      callId,
      path,
      upload: plan.upload,
      token: request.JWTToken,
      index,
      pick: plan.pick,
      stamped: { number: '', notation: '', day: '' },
      uploaded: null,
    },
  });
}
