/** Two kinds of package travel: letters and statuses (`messagetype` on the wire). */
export type MessageType = 'edoc' | 'status';

/** A pending item of the axis, as its list shows it. `docId` is the transport id, never the edXML DocumentId. */
export interface AxisItem {
  docId: string;
  messageType: MessageType;
  from: string;
  to: string;
  status: string;
}

/** A package ready to travel; `bytes()` may be called again for a second try and always gives the same bytes. */
export interface OutgoingPackage {
  messageType: MessageType;
  from: string;
  to: readonly string[];
  size: number;
  sha256: string;
  bytes(): AsyncIterable<Uint8Array>;
}

/** The axis took the package. `raw` is its answer as it came, kept as evidence. */
export interface SendReceipt {
  /** It lies where people fetch it and is with nobody yet: only what {@link AxisTransport.sentList} tells later counts. */
  exported?: true | undefined;
  /** Null when the axis said yes but named no id: the outcome is then unknown. */
  docId: string | null;
  raw: string;
}

/** One row of what the axis says we sent, one for each recipient. */
export interface SentRow {
  senderDocId: string;
  receiverDocId: string | null;
  fromCode: string;
  toCode: string;
  sendStatus: string;
  /** The axis' own words on the sending, its reason when this recipient could not be reached. */
  sendStatusText: string;
  /** Transport state at the recipient (a delivery tick, never a legal receipt). */
  receiveStatus: string;
  receiveStatusText: string;
  /** As the axis prints it; for showing and ordering only. */
  sentTime: string;
  title: string;
  notation: string;
  /** Digest of the package that this row, and what it says of the recipient, is about; where the list tells one. */
  sha256?: string | undefined;
}

/** One unit of the directory as it arrives; missing texts are empty. */
export interface DirectoryUnit {
  id: string;
  parentId: string;
  code: string;
  oldCode: string;
  name: string;
  mail: string;
  closed: boolean;
}

/**
 * The one way to an axis; its kinds stand in transports.ts. Methods throw KyguiError with an `AXIS_…` code. Errors of `send`
 * say in `details.outcome` what is known: `not-sent` (nothing left), `refused` (the axis answered no) or
 * `unknown` (the package may or may not have arrived; never send again without asking).
 */
export interface AxisTransport {
  readonly kind: string;
  /** Sending the same package again changes nothing: nobody need be asked before. */
  readonly repeatable?: true;
  list(messageType: MessageType, signal?: AbortSignal): Promise<AxisItem[]>;
  /**
   * Items acknowledged since then, where the axis can still show them: asked after a restore, for what was taken in
   * between. Absent where it cannot. `since` is ISO 8601.
   */
  listAgain?(messageType: MessageType, since: string, signal?: AbortSignal): Promise<AxisItem[]>;
  /** The package's original bytes, in pieces as they come. */
  fetch(docId: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  send(outgoing: OutgoingPackage, signal?: AbortSignal): Promise<SendReceipt>;
  acknowledge(
    docId: string,
    status: 'processing' | 'done' | 'fail',
    description?: string,
    signal?: AbortSignal,
  ): Promise<void>;
  /** What the axis knows of packages we sent; asked before anything is sent a second time. */
  sentList(filter: { messageType: MessageType; docId?: string }, signal?: AbortSignal): Promise<SentRow[]>;
  /**
   * Units as the axis lists them. One code may come several times with different parts filled in (the lists of
   * old codes and of closed units are separate calls); later rows add to earlier ones.
   */
  directory(signal?: AbortSignal): AsyncIterable<DirectoryUnit>;
  /** Ends idle connections; calls under way are broken off. */
  close(): Promise<void>;
}
