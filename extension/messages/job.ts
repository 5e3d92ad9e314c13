import type { Role } from '../../shared/document/role.ts';
import type { LetterIdentity } from '../../shared/profile/identity.ts';
import type { FoundFile, ReadFields } from '../../shared/profile/read.ts';
import type { StampedValues } from '../../shared/profile/schema.ts';
import type { JobOutcome } from '../../shared/protocol/commands/signing.ts';
import type { Failure } from './reply.ts';
import type { VgcaPart } from './vgca-part.ts';

/**
 * How far a job has come; each step is written down before the next begins, so that a worker that is stopped
 * goes on where it was. opened → fetched (file in the browser's cache) → stored (the bridge has it, the clerk
 * decides) → approving → signed → giving → given → done.
 */
export type JobStep =
  | 'opened'
  | 'fetched'
  | 'stored'
  | 'approving'
  | 'signed'
  | 'giving'
  | 'given'
  | 'done'
  | 'failed'
  | 'cancelled';

/** What stands for the origin of a page without one (HTML standard, 7.1.1: opaque origins). */
export const NO_ORIGIN = 'null';

export interface JobSource {
  tabId: number;
  frameId: number;
  /** As the browser reports it for the frame that was clicked in. */
  origin: string;
  /** Origin of the tab when the frame is of another; {@link NO_ORIGIN} when it has none. */
  tabOrigin: string | null;
  address: string;
  title: string;
}

/** A file as the worker knows it: what only the page needs to ask for it stays in the page. */
export interface PageFile extends Pick<FoundFile, 'address' | 'name' | 'fromPage'> {
  post?: undefined;
}

/** A file that goes with the letter as it is. */
export interface JobAttachment extends PageFile {
  /** `held`: in the browser; `stored`: the bridge has it. */
  state: 'waiting' | 'held' | 'stored';
  /** The clerk leaves it out. */
  removed: boolean;
  size: number | null;
  documentId: string | null;
  /** Why it is not there yet. */
  error: Failure | null;
}

/** Most files that go with one letter. */
export const ATTACHMENT_LIMIT = 30;

/** One thing the clerk asked for, kept in `storage.session` under `job:<key>`. Holds no PIN and no file. */
export interface Job {
  key: string;
  step: JobStep;
  createdAt: string;
  source: JobSource;
  profileId: string;
  pageId: string;
  role: Role;
  send: boolean;
  fields: ReadFields;
  /** Which letter the page showed when it was pressed on; empty or absent when nothing told. */
  identity?: LetterIdentity;
  file: PageFile;
  /** Files that go with the letter when it is sent. */
  attachments?: JobAttachment[];
  /**
   * Present when the letter was ticked in a list: the page with the list, and whether the letter has a page of its own
   * behind its row, which is opened when the signed file goes back.
   */
  listed?: { tabId: number; frameId: number; address: string; behind: boolean };
  /** Number and day of the stamp as it was prepared last: the page's form gets the same. */
  stamped?: StampedValues;
  windowId: number | null;
  size: number | null;
  documentId: string | null;
  sha256: string | null;
  /** Last word of the bridge on its way through the job. */
  progress: { step: string; done: number; total: number } | null;
  outcome: JobOutcome | null;
  /** Why the job failed, or why the signed file is not confirmed back in the page. */
  error: Failure | null;
  /** When the file was handed to the page, ISO 8601; the confirmation is waited for from then on. */
  givenAt: string | null;
  /** The page may have heard the order to take the signed file; without this it certainly has not. */
  ordered?: boolean;
  /**
   * What "done" does not say: `kept`, the page has no way back and the clerk saves the file herself; `unchecked`, the
   * page was given the file but its profile does not say how it shows that it took it, or its upload handler did not
   * say so beyond doubt.
   */
  back?: 'kept' | 'unchecked';
  /**
   * The page's own words said that it has the signed file, or it was read there: `heard` here, `told` to the bridge as well.
   */
  taken?: 'heard' | 'told';
  /** Its window was closed before the page had the file, and opened again by another press on the letter. */
  shownAgain?: boolean;
  /** A plain signature that shows signer and time. */
  visible?: boolean;
  /** Present when the file came over the axis: its signature is the receive stamp, and accepts the letter. */
  received?: { itemId: string };
  /** Present when it came to nothing and a fresh job stands in its place. */
  renewedAs?: string;
  /** Present when a call to the VGCA Sign Service began the job. */
  vgca?: VgcaPart;
}

export const jobStorageKey = (key: string) => `job:${key}`;

/** Address under which a job's file lies in the extension's Cache Storage; no such host exists (RFC 2606). */
export const heldAddress = (jobKey: string, part: string) => `https://held.invalid/${jobKey}/${part}`;
export const HELD_CACHE = 'kygui-held';

/** Part under which a drawing lies among the job's held files. */
export const drawingPart = (sha256: string) => `drawing-${sha256}.pdf`;

/** Part under which an attachment lies among the job's held files. */
export const attachmentPart = (index: number) => `attachment-${index}`;
