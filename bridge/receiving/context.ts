import type { PdfVerdict } from '../../shared/document/verdict.ts';
import type { Organisation, ReadResult, StatusPackage } from '../../shared/edxml/model.ts';
import type { AxisTransport } from '../axis/transport.ts';
import type { Clock } from '../clock/clock.ts';
import type { Store, Transaction } from '../store/store.ts';

/** Points between two durable steps, named for tests that end the process there. */
export type InboxCheckpoint =
  | 'inbox:listed'
  | 'inbox:fetched'
  | 'inbox:stored'
  | 'inbox:parsed'
  | 'inbox:registered'
  | 'inbox:acknowledged';

/** What reading a package gives: its model, and where each attachment's bytes lie (missing when unreadable). */
export type ReadPackage = ReadResult & { paths: readonly (string | undefined)[] };

/** A status that came back, in the words of the sending side, which keeps the timelines. */
export interface StatusForLetter {
  arrivalId: string;
  fromCodes: readonly string[];
  organId: string;
  code: string;
  documentId: string;
  date: string | null;
  statusCode: string;
  description: string;
  at: string;
}

/** The two things the receiving side asks of the sending side, both inside its own transaction. */
export interface SendingSide {
  /** Whose record the receiving side writes to as well. */
  readonly shelf: { readonly id: string };
  /** Queues a status package; null when the same answer was queued before. */
  queueStatus(
    sql: Transaction,
    status: { requestKey: string; itemId: string; toCode: string; status: StatusPackage },
  ): Promise<string | null>;
  /** Puts a status on the timeline of our letter; null when it fits none. */
  recordStatus(sql: Transaction, status: StatusForLetter): Promise<string | null>;
}

export interface InboxOptions {
  store: Store;
  transport: AxisTransport;
  sending: SendingSide;
  /** Folder of original packages and their files. */
  inboxDir: string;
  /**
   * This bridge, where several share `inboxDir`: each reads an item into a folder of its own, so that one that
   * comes second never sweeps away what the first has entered.
   */
  reader?: string;
  /** Us, as we stand in the `From` of every status. */
  agency: Organisation;
  /** Earlier codes of ours; letters to them are ours too. */
  oldCodes?: readonly string[];
  /**
   * Reads a package and writes its attachments, flushed, into `folder`, which exists and is empty. Failures of the package
   * carry `EDXML_…` codes or STATE_SECRET_MARK; every other failure means that reading must be tried again.
   */
  readPackage: (path: string, folder: string) => Promise<ReadPackage>;
  /** The verdict on a PDF; null when the file is no PDF that can be judged. */
  judge: (path: string) => Promise<PdfVerdict | null>;
  /** True when the text of a file bears a state-secret marking; the package's own fields are looked at anyway. */
  hasSecretMark?: (path: string) => Promise<boolean>;
  /** Name of a unit in the directory. */
  unitName?: (code: string) => Promise<string | null>;
  /** All codes, new and old, of the unit that has this code. */
  unitCodes?: (code: string) => Promise<readonly string[]>;
  /** Largest package taken, in bytes; default 512 MB. */
  maxPackageBytes?: number;
  /** Time between polls; default 5 minutes (axis API 6: 1 to 5). */
  pollMs?: number;
  clock?: Clock;
  onChange?: (change: { itemId: string | null; letterId: string | null }) => void;
  /** The lists of the axis cannot be had any more, or again. */
  onLine?: () => void;
  checkpoint?: (point: InboxCheckpoint) => void | Promise<void>;
}

/** The options with their defaults filled in. */
export interface InboxContext
  extends Required<Omit<InboxOptions, 'onChange' | 'onLine' | 'oldCodes'>>,
    Pick<InboxOptions, 'onChange' | 'onLine'> {
  oldCodes: readonly string[];
}
