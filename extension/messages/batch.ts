import type { Role } from '../../shared/document/role.ts';
import type { Failure } from './reply.ts';

/** Several letters in one window, kept in `storage.session` under `batch:<key>`; each letter is a job of its own. */
export interface Batch {
  key: string;
  createdAt: string;
  windowId: number | null;
  role: Role;
  send: boolean;
  /** In the order in which they are shown and signed. */
  jobKeys: string[];
  /** True from the approval on until the bridge has answered it. */
  approving: boolean;
  /** Why the rest waits; null when nothing does. */
  paused: Failure | null;
}

export const batchStorageKey = (key: string) => `batch:${key}`;

/** Address that stands for files which the clerk dropped into the extension's own window: no page asked for them. */
export const DROPPED_ADDRESS = 'about:blank';
