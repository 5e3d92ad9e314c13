import { randomBytes } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

export type MessageType = 'edoc' | 'status';
export type ItemStatus = 'initial' | 'processing' | 'done' | 'fail';

/** A package as its sender handed it in. */
export interface StoredPackage {
  docId: string;
  messageType: MessageType;
  from: string;
  documentId: string;
  code: string;
  title: string;
  date: string;
  statusCode: string;
  size: number;
  sha256: string;
  at: string;
  /** Recipients that could not be served, with the axis' reason. */
  failed: { to: string; code: string; text: string }[];
}

/** A package waiting for, or taken by, one receiver. */
export interface StoredItem {
  docId: string;
  senderDocId: string;
  messageType: MessageType;
  from: string;
  to: string;
  status: ItemStatus;
  description: string;
  createdAt: string;
  updatedAt: string;
  fetched: number;
  /** File in `packages/` that is handed out. */
  file: string;
  /** Fault F7: stays in the list after done. */
  sticky?: boolean;
}

export interface RegisteredUnit {
  code: string;
  name: string;
  mail: string;
  parentCode: string;
  deleted: boolean;
}

type Entry =
  | { kind: 'package'; value: StoredPackage }
  | { kind: 'item'; value: StoredItem }
  | { kind: 'status'; docId: string; status: ItemStatus; description: string; at: string; sticky?: boolean }
  | { kind: 'fetched'; docId: string }
  | { kind: 'unit'; value: RegisteredUnit };

/**
 * What the axis holds, in a folder: `journal.jsonl` with one line for each change, replayed at the start, and
 * the packages beside it. A change counts once its line is written.
 */
export class AxisState {
  readonly packages = new Map<string, StoredPackage>();
  readonly items = new Map<string, StoredItem>();
  readonly units = new Map<string, RegisteredUnit>();
  readonly #journal: string;
  readonly folder: string;

  constructor(stateDir: string) {
    this.folder = join(stateDir, 'packages');
    this.#journal = join(stateDir, 'journal.jsonl');
    mkdirSync(this.folder, { recursive: true });
    if (!existsSync(this.#journal)) return;
    const lines = readFileSync(this.#journal, 'utf8').split('\n');
    // The last line is whole only if a line end follows it.
    for (const line of lines.slice(0, -1)) this.#apply(JSON.parse(line) as Entry);
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** Transport ids of the axis' shape: 24 hex digits. */
  newId(): string {
    return randomBytes(12).toString('hex');
  }

  record(entry: Entry): void {
    appendFileSync(this.#journal, `${JSON.stringify(entry)}\n`);
    this.#apply(entry);
  }

  pending(codes: ReadonlySet<string>, messageType: MessageType): StoredItem[] {
    return [...this.items.values()].filter(
      (item) =>
        codes.has(item.to) &&
        item.messageType === messageType &&
        (item.status === 'initial' || item.status === 'processing' || item.sticky === true),
    );
  }

  reset(): void {
    rmSync(this.#journal, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.folder, { recursive: true });
    this.packages.clear();
    this.items.clear();
    this.units.clear();
  }

  #apply(entry: Entry): void {
    switch (entry.kind) {
      case 'package':
        this.packages.set(entry.value.docId, entry.value);
        return;
      case 'item':
        this.items.set(entry.value.docId, entry.value);
        return;
      case 'unit':
        this.units.set(entry.value.code, entry.value);
        return;
      case 'fetched': {
        const item = this.items.get(entry.docId);
        if (item !== undefined) item.fetched += 1;
        return;
      }
      case 'status': {
        const item = this.items.get(entry.docId);
        if (item === undefined) return;
        item.status = entry.status;
        item.description = entry.description;
        item.updatedAt = entry.at;
        if (entry.sticky === true) item.sticky = true;
      }
    }
  }
}
