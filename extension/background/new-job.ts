import { shownFileName } from '../../shared/edxml/read/file-name.ts';
import type { Job, JobSource } from '../messages/job.ts';

/** Where a document comes from that no page brought: the extension itself. */
export const ownSource = (title: string, address = location.origin): JobSource => ({
  tabId: -1,
  frameId: 0,
  origin: location.origin,
  tabOrigin: null,
  address,
  title,
});

/** A job at its beginning; without a profile unless `parts` names one, as where the clerk herself chose the document. */
export const newJob = (parts: Pick<Job, 'source' | 'role' | 'file'> & Partial<Job>): Job => ({
  key: crypto.randomUUID(),
  step: 'opened',
  createdAt: new Date().toISOString(),
  profileId: '',
  pageId: '',
  send: false,
  fields: {},
  windowId: null,
  size: null,
  documentId: null,
  sha256: null,
  progress: null,
  outcome: null,
  error: null,
  givenAt: null,
  ...parts,
  file: { ...parts.file, name: shownFileName(parts.file.name) },
});
