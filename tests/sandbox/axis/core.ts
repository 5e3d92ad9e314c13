import { createHash } from 'node:crypto';
import { rename, stat, writeFile } from 'node:fs/promises';
import { agencyByCode, type SandboxAgency } from './agencies.ts';
import { DELIVERED, FAULTS, type FaultRule, type FaultSchedule, isDelivered } from './faults.ts';
import { faultyPackage } from './hostile.ts';
import { headOf, passOn, type Upload } from './intake.ts';
import type { AxisState, ItemStatus, MessageType, StoredItem, StoredPackage } from './state.ts';
import type { PackageHead, TransitChanges } from './transit.ts';
import { vietnamMoment } from './vietnam-time.ts';
import { findAll } from './xml-tree.ts';

/** A refusal with the number and text of the provincial manual. */
export interface Refusal {
  code: string;
  text: string;
}

export const REFUSALS = {
  invalid: { code: '10', text: 'Tep goi tin khong hop le' },
  hashFile: { code: '10', text: 'hash-file khong khop' },
  credentials: { code: '15', text: 'Sai SystemId hoac SecretKey' },
  unknown: { code: '18', text: 'Don vi nhan khong ton tai' },
  unregistered: { code: '19', text: 'Don vi gui chua dang ky' },
  system: { code: '20', text: 'Loi he thong' },
  malformed: { code: '22', text: 'edXML sai dinh dang' },
  locked: { code: '23', text: 'Don vi nhan da bi khoa' },
  noItem: { code: '24', text: 'docId khong ton tai' },
} as const satisfies Record<string, Refusal>;

export interface Submission {
  systemId: string;
  /** Code in the call; empty when the dialect has none and the package says it. */
  from: string;
  /** Codes in the call; null routes by the package. */
  to: readonly string[] | null;
  messageType: MessageType;
  upload: Upload;
}

type NewItem = Pick<StoredItem, 'docId' | 'senderDocId' | 'messageType' | 'from' | 'to' | 'file'>;

/** What the axis does, whatever dialect asks for it: routing, pending lists, states, what was sent. */
export class AxisCore {
  readonly state: AxisState;
  readonly agencies: SandboxAgency[];
  readonly faults: FaultSchedule;
  readonly clock: () => number;

  constructor(
    state: AxisState,
    agencies: readonly SandboxAgency[],
    faults: FaultSchedule,
    clock: () => number,
  ) {
    this.state = state;
    this.agencies = [...agencies];
    this.faults = faults;
    this.clock = clock;
  }

  /** Every code, new and old, whose letters this system takes. */
  codesOf(systemId: string): Set<string> {
    return new Set(
      this.agencies.filter((unit) => unit.systemId === systemId).flatMap((unit) => [unit.code, unit.oldCode]),
    );
  }

  now(): string {
    return new Date(this.clock()).toISOString();
  }

  async submit(submission: Submission): Promise<{ docId: string } | { refused: Refusal }> {
    const { systemId, upload, messageType } = submission;
    let head: PackageHead;
    try {
      head = await headOf(upload.file);
    } catch {
      return { refused: REFUSALS.malformed };
    }
    if ((messageType === 'status') !== (head.statusCode !== '')) return { refused: REFUSALS.malformed };
    const from = submission.from === '' ? head.from : submission.from;
    const sender =
      from === systemId
        ? this.agencies.find((unit) => unit.systemId === systemId)
        : agencyByCode(this.agencies, from);
    if (sender === undefined || sender.systemId !== systemId) return { refused: REFUSALS.unregistered };

    const struck = this.faults.strike('F3', 'sendEdoc', systemId);
    if (struck?.variant === 'unregistered') return { refused: REFUSALS.unregistered };
    if (struck?.variant.endsWith('-whole') === true) {
      // Some axes may refuse the whole package for one receiver; which one is said in words only.
      const { code, text } = REFUSALS[struck.variant === 'locked-whole' ? 'locked' : 'unknown'];
      const named = struck.rule.agency ?? (submission.to ?? head.to)[0] ?? '';
      if ((submission.to ?? head.to).includes(named))
        return { refused: { code, text: `${text}: ${named}.` } };
    }
    const failed: StoredPackage['failed'] = [];
    const receivers = new Set<SandboxAgency>();
    for (const code of submission.to ?? head.to) {
      const unit = agencyByCode(this.agencies, code);
      const injected =
        struck !== null &&
        !struck.variant.endsWith('-whole') &&
        (struck.rule.agency === undefined || struck.rule.agency === code);
      if (injected)
        failed.push({ to: code, ...REFUSALS[struck.variant === 'locked' ? 'locked' : 'unknown'] });
      else if (unit === undefined || unit.closed === true) failed.push({ to: code, ...REFUSALS.unknown });
      else if (unit.locked === true) failed.push({ to: code, ...REFUSALS.locked });
      else receivers.add(unit);
    }
    if (receivers.size === 0) return { refused: failed[0] ?? REFUSALS.unknown };

    const docId = this.state.newId();
    await rename(upload.file, this.state.path(`${docId}.sent.edxml`));
    const items: NewItem[] = [];
    for (const unit of receivers)
      items.push(...(await this.#route(docId, head, sender, unit, messageType, systemId)));
    this.state.record({
      kind: 'package',
      value: {
        docId,
        messageType,
        from: sender.code,
        documentId: head.documentId,
        code: head.code,
        title: head.title,
        date: head.date,
        statusCode: head.statusCode,
        size: upload.size,
        sha256: upload.sha256,
        at: this.now(),
        failed,
      },
    });
    for (const item of items) this.#addItem(item);
    return { docId };
  }

  async #route(
    senderDocId: string,
    head: PackageHead,
    sender: SandboxAgency,
    unit: SandboxAgency,
    messageType: MessageType,
    systemId: string,
  ): Promise<NewItem[]> {
    const changes: TransitChanges = {};
    const strike = (id: 'F8' | 'F9' | 'F11' | 'F12' | 'F13', variants?: readonly string[]) =>
      this.faults.strike(id, 'route', systemId, variants)?.variant;
    if (messageType === 'edoc') {
      if (strike('F11') !== undefined)
        changes.aliases = [{ code: unit.code, oldCode: unit.oldCode, name: unit.name }];
      const hop = strike('F12');
      if (hop !== undefined) changes.hops = [hop === 'null' ? 'null' : ''];
    }
    const twice = messageType === 'status' ? strike('F9', ['twice', 'unpadded']) : undefined;
    if (twice === 'unpadded') {
      changes.edit = (tree) => {
        for (const code of findAll(tree, 'edXMLEnvelope', 'edXMLHeader', 'MessageHeader', 'StatusCode')) {
          code.text = code.text.trim().replace(/^0/u, '');
        }
      };
    }
    let editRest: ((text: string) => string) | undefined;
    const reference = messageType === 'edoc' ? strike('F13') : undefined;
    if (reference === 'no-description') {
      changes.edit = (tree) => {
        for (const item of findAll(tree, 'edXMLEnvelope', 'edXMLBody', 'edXMLManifest', 'Reference')) {
          item.children = item.children.filter((child) => child.name !== 'Description');
        }
      };
    } else if (reference === 'type-mismatch') {
      editRest = (text) => text.replace(/(<ContentType>)[^<]*(<\/ContentType>)/gu, '$1text/plain$2');
    }
    const docId = this.state.newId();
    const file = `${docId}.edxml`;
    await passOn(
      this.state.path(`${senderDocId}.sent.edxml`),
      this.state.path(file),
      head,
      vietnamMoment(this.clock()),
      changes,
      editRest,
    );
    const base = { senderDocId, messageType, from: sender.code, file };
    const items: NewItem[] = [{ ...base, docId, to: unit.code }];
    const again = messageType === 'edoc' ? strike('F8', ['new-docid', 'old-code']) : undefined;
    if (again === 'new-docid' || twice === 'twice')
      items.push({ ...base, docId: this.state.newId(), to: unit.code });
    else if (again === 'old-code') items.push({ ...base, docId: this.state.newId(), to: unit.oldCode });
    return items;
  }

  #addItem(item: NewItem): void {
    const at = this.now();
    this.state.record({
      kind: 'item',
      value: { ...item, status: 'initial', description: '', createdAt: at, updatedAt: at, fetched: 0 },
    });
  }

  /** Puts bytes into a pending list as they are, as if another system had sent them. */
  async deliver(from: string, to: string, messageType: MessageType, bytes: Uint8Array): Promise<string> {
    const senderDocId = this.state.newId();
    const docId = this.state.newId();
    const file = `${docId}.edxml`;
    await writeFile(this.state.path(file), bytes);
    await writeFile(this.state.path(`${senderDocId}.sent.edxml`), bytes);
    this.state.record({
      kind: 'package',
      value: {
        docId: senderDocId,
        messageType,
        from,
        documentId: '',
        code: '',
        title: '(đưa vào để luyện tập)',
        date: '',
        statusCode: '',
        size: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        at: this.now(),
        failed: [],
      },
    });
    this.#addItem({ docId, senderDocId, messageType, from, to, file });
    return docId;
  }

  /** Packages of strangers that a schedule puts into the list of this system before it is shown. */
  async deliverScheduled(systemId: string): Promise<void> {
    const to = this.agencies.find((unit) => unit.systemId === systemId)?.code ?? '';
    for (const id of [...DELIVERED, 'F9'] as const) {
      const variants = FAULTS[id].filter((variant) => isDelivered(id, variant));
      const struck = this.faults.strike(id, 'getReceivedEdocList', systemId, variants);
      if (struck !== null) await this.deliverFault(struck.rule, struck.variant, to);
    }
  }

  /** The package of its own that a fault is; from a ministry that has nothing to do with the others. */
  async deliverFault(rule: FaultRule, variant: string, receiver: string): Promise<string> {
    const to = rule.agency ?? receiver;
    const from = this.agencies.find((unit) => unit.code !== to && unit.code.startsWith('G'))?.code ?? 'G99';
    const { messageType, bytes } = faultyPackage(rule, variant, from, to);
    return this.deliver(from, to, messageType, bytes);
  }

  pending(systemId: string, messageType: MessageType): StoredItem[] {
    const items = this.state.pending(this.codesOf(systemId), messageType);
    const strikes = (id: 'F8' | 'F9', variant: string) =>
      this.faults.strike(id, 'getReceivedEdocList', systemId, [variant]) !== null;
    if (items.length > 1 && strikes('F9', 'out-of-order')) items.reverse();
    const first = items[0];
    if (first !== undefined && strikes('F8', 'same-docid')) items.push(first);
    return items;
  }

  /** The item, if this system is its receiver. */
  item(systemId: string, docId: string): StoredItem | undefined {
    const item = this.state.items.get(docId);
    return item !== undefined && this.codesOf(systemId).has(item.to) ? item : undefined;
  }

  async fetched(item: StoredItem): Promise<{ path: string; size: number }> {
    this.state.record({ kind: 'fetched', docId: item.docId });
    const path = this.state.path(item.file);
    return { path, size: (await stat(path)).size };
  }

  acknowledge(systemId: string, docId: string, status: string, description: string): Refusal | null {
    const item = this.item(systemId, docId);
    if (item === undefined) return REFUSALS.noItem;
    if (status !== 'processing' && status !== 'done' && status !== 'fail') return REFUSALS.invalid;
    const known: ItemStatus = status;
    const sticky = this.faults.strike('F7', 'updateStatus', systemId) !== null;
    this.state.record({
      kind: 'status',
      docId,
      status: known,
      description,
      at: this.now(),
      ...(sticky ? { sticky } : {}),
    });
    return null;
  }

  /** One row for each receiver of what this system sent, failed receivers too. */
  sent(systemId: string, messageType: MessageType, docId: string | undefined): SentEntry[] {
    const codes = this.codesOf(systemId);
    return [...this.state.packages.values()]
      .filter((sent) => codes.has(sent.from) && sent.messageType === messageType)
      .filter((sent) => docId === undefined || sent.docId === docId)
      .flatMap((sent) => [
        ...[...this.state.items.values()]
          .filter((item) => item.senderDocId === sent.docId)
          .map((item) => ({ sent, toCode: item.to, item, failure: null })),
        ...sent.failed.map((failure) => ({ sent, toCode: failure.to, item: null, failure })),
      ]);
  }

  /** Letters and statuses that were handed in more than once, for tests of "nothing twice". */
  duplicates(): { key: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const sent of this.state.packages.values()) {
      if (sent.documentId === '') continue;
      const receivers = [...this.state.items.values()].filter((item) => item.senderDocId === sent.docId);
      for (const to of new Set(receivers.map((item) => item.to))) {
        const key = [sent.messageType, sent.from, to, sent.documentId, sent.statusCode].join(' · ');
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    return [...counts].filter(([, count]) => count > 1).map(([key, count]) => ({ key, count }));
  }
}

export interface SentEntry {
  sent: StoredPackage;
  toCode: string;
  item: StoredItem | null;
  failure: { code: string; text: string } | null;
}
