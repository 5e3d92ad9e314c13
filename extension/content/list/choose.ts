import { BATCH_LIMIT } from '../../../shared/document/batch-limit.ts';
import type { ErrorCode } from '../../../shared/errors.ts';
import { findAll } from '../../../shared/profile/readable.ts';
import type { TickRule } from '../../../shared/profile/schema.ts';
import type { PageProfile, SignListAnswer, SignListAsk } from '../../messages/page.ts';
import { askWorker } from '../ask.ts';
import type { Lifetime } from '../lifetime.ts';
import { isHere, onDemand } from '../on-demand.ts';
import { isElement, put } from '../places.ts';
import { pageScope } from '../scope.ts';
import { Controls } from '../standing.ts';
import { type Bar, type BarState, createBar, filled } from './bar.ts';
import type { ReadLetter } from './read-ticked.ts';
import { type KnownList, keyNow, listsHere, type TickableRow, tickableRows } from './rows.ts';
import { createTick, type Tick } from './tick.ts';

/** Letters that are named when they could not be read. */
const NAMED = 3;

const named = (name: string) => () => name;

/** One list of the page: ticks in its rows, a bar for all of them, and what is being done with what is ticked. */
class TickedList {
  readonly #rule: KnownList;
  readonly #profile: PageProfile;
  #bar: Bar | undefined;
  /** Kept by what the row shows: grids throw their rows away and draw them anew. */
  readonly #chosen = new Set<string>();
  /** Of those, what a window was opened for: what then leaves the list is not missed. */
  readonly #opened = new Set<string>();
  readonly #ticks: Controls<Tick, TickableRow>;
  #rows: TickableRow[] = [];
  #reading: { done: number; total: number; stop: AbortController } | null = null;
  #note: BarState['note'] = null;
  /** What was ticked when the press on the bar began: until its click is heard the page may have drawn other rows. */
  #meant: string | null = null;
  /** What the bar shows, as text. */
  #barShows = '';

  constructor(rule: KnownList, profile: PageProfile) {
    this.#rule = rule;
    this.#profile = profile;
    this.#ticks = new Controls(({ name, anchor }, current) => {
      const label = filled(profile.words.tick, name());
      return createTick(label, (chosen) => this.#choose(current(), chosen), anchor.ownerDocument);
    });
  }

  /** The page has changed, or has been looked at for the first time. */
  look(): void {
    this.#rows = tickableRows(this.#rule, this.#profile);
    this.#ticks.stand(this.#rows);
    this.#standBar();
    this.#show();
  }

  remove(): void {
    this.#reading?.stop.abort();
    this.#ticks.remove();
    this.#bar?.host.remove();
  }

  #standBar(): void {
    if (this.#rows.length === 0 && this.#reading === null) {
      this.#bar?.host.remove();
      return;
    }
    if (this.#bar?.host.isConnected) return;
    const scope = pageScope(document, this.#profile.encoding);
    const at = this.#rule.bar && (findAll(scope, scope.root, this.#rule.bar.at)[0] as unknown);
    const isPlaced = this.#rule.bar !== undefined && isElement(at);
    const home = isElement(at) ? at.ownerDocument : document;
    if (this.#bar?.host.ownerDocument !== home) {
      this.#barShows = '';
      this.#bar = createBar(
        this.#profile.words,
        {
          begin: () => {
            this.#meant = this.#tickedKeys();
          },
          all: (chosen) => this.#chooseAll(chosen),
          sign: (tick) => void this.#sign(tick),
          stop: () => this.#reading?.stop.abort(),
        },
        home,
      );
    }
    const { host } = this.#bar;
    host.toggleAttribute('floating', !isPlaced);
    if (this.#rule.bar && isElement(at)) put(host, this.#rule.bar.position, at);
    else document.body.append(host);
  }

  #choose(row: TickableRow, chosen: boolean): void {
    // Until it is looked at again, a row may show another letter than the one its tick stands for.
    if (keyNow(row, this.#profile) !== row.key) {
      this.look();
      return;
    }
    this.#mark(row.key, chosen);
    this.#changed();
  }

  #chooseAll(chosen: boolean): void {
    if (!chosen) this.#chosen.clear();
    else for (const { key } of this.#rows) this.#mark(key, true);
    this.#changed();
  }

  /** By the person: what was told before is over. */
  #changed(): void {
    this.#note = null;
    this.#meant = null;
    this.#show();
  }

  #mark(key: string, chosen: boolean): void {
    this.#opened.delete(key);
    if (chosen) this.#chosen.add(key);
    else this.#chosen.delete(key);
  }

  /** Ticked letters; one that stands in several rows of the list is still one letter. */
  #tickedRows(rule?: TickRule): TickableRow[] {
    const rows = new Map<string, TickableRow>();
    for (const row of this.#rows) if (this.#chosen.has(row.key) && !rows.has(row.key)) rows.set(row.key, row);
    return [...rows.values()].filter((row) => !rule || row.rule === rule);
  }

  readonly #tickedKeys = (): string =>
    this.#tickedRows()
      .map(({ key }) => key)
      .join('\n');

  #show(): void {
    for (const { control, spot } of this.#ticks.all()) control.set(this.#chosen.has(spot.key));
    if (!this.#bar) return;
    const shown = new Set(this.#rows.map(({ key }) => key));
    const rules = this.#rule.ticks.filter((rule) => this.#rows.some((row) => row.rule === rule));
    const state: BarState = {
      shown: shown.size,
      chosen: this.#tickedRows().length,
      elsewhere: [...this.#chosen].filter((key) => !shown.has(key) && !this.#opened.has(key)).length,
      actions: rules.map((rule) => ({ rule, count: this.#tickedRows(rule).length })),
      reading: this.#reading && { done: this.#reading.done, total: this.#reading.total },
      note: this.#note,
    };
    // A table that is drawn anew mostly shows the same again.
    const same = JSON.stringify(state);
    if (same === this.#barShows) return;
    this.#barShows = same;
    this.#bar.show(state);
  }

  async #sign(rule: TickRule): Promise<void> {
    const { words } = this.#profile;
    if (this.#reading) return;
    const said = this.#meant ?? this.#tickedKeys();
    this.#meant = null;
    this.look();
    const ticked = this.#tickedRows(rule);
    // The page has changed since the bar told what would be signed: it is told anew.
    if (ticked.length === 0 || this.#tickedKeys() !== said) return;
    // Named now: while they are read, their rows may come to show others.
    const rows = ticked.map((row) => ({ ...row, name: named(row.name()) }));
    if (rows.length > BATCH_LIMIT) {
      this.#note = { text: filled(words.tooMany, BATCH_LIMIT), bad: true };
      this.#show();
      return;
    }
    const reading = { done: 0, total: rows.length, stop: new AbortController() };
    this.#reading = reading;
    this.#note = null;
    this.#show();
    try {
      const { signal } = reading.stop;
      const { readTicked } = await onDemand();
      const read = await readTicked(rows, this.#profile, signal, (done) => {
        reading.done = done;
        this.#show();
      });
      if (!signal.aborted) this.#note = await this.#open(rule, rows, read);
    } catch {
      const code = isHere() ? 'INTERNAL' : 'SITE_WORKER_STOPPED';
      this.#note = { text: `${words.failed} (${code satisfies ErrorCode})`, bad: true };
    } finally {
      this.#reading = null;
      this.#show();
    }
  }

  /** Opens the window for what was read; tells what was not. */
  async #open(
    rule: TickRule,
    rows: readonly TickableRow[],
    read: readonly (ReadLetter | undefined)[],
  ): Promise<BarState['note']> {
    const { words, profileId } = this.#profile;
    const letters = read.filter((one) => one !== undefined);
    const missing = rows.filter((_, index) => read[index] === undefined);
    const ask: SignListAsk = {
      profileId,
      listId: this.#rule.id,
      role: rule.role,
      send: rule.send ?? false,
      letters: letters.map(({ letter }) => letter),
    };
    const reply =
      letters.length === 0
        ? undefined
        : await askWorker<SignListAnswer>('list.sign', ask).catch(() => undefined);
    if (missing.length > 0) {
      const names = missing.slice(0, NAMED).map(({ name }) => name());
      const text = filled(words.unread, missing.length, names.join(' · '));
      if (reply?.ok) {
        for (const [index, { key }] of rows.entries()) if (read[index]) this.#opened.add(key);
        void this.#pour(reply.body, letters);
      }
      return { text, bad: true };
    }
    if (!reply?.ok) {
      const code = reply?.error.code ?? ('SITE_WORKER_STOPPED' satisfies ErrorCode);
      return { text: `${words.failed} (${code})`, bad: true };
    }
    for (const { key } of rows) this.#opened.add(key);
    void this.#pour(reply.body, letters);
    return { text: words.opened, bad: false };
  }

  async #pour({ jobKeys, opened }: SignListAnswer, letters: readonly ReadLetter[]): Promise<void> {
    if (!opened) return;
    const { sendPageFiles } = await onDemand();
    for (const [index, { file, attachments, scope }] of letters.entries()) {
      const jobKey = jobKeys[index];
      if (jobKey !== undefined) await sendPageFiles(jobKey, file, attachments, scope);
    }
  }
}

/** Gives a look at the lists of a page, to be taken whenever the page has changed. */
export function watchLists(life: Lifetime, profile: PageProfile): () => void {
  const lists = new Map<KnownList, TickedList>();
  life.onEnd(() => {
    for (const list of lists.values()) list.remove();
    lists.clear();
  });
  return () => {
    const here = new Set(listsHere(profile));
    for (const [rule, list] of lists) {
      if (here.has(rule)) continue;
      list.remove();
      lists.delete(rule);
    }
    for (const rule of here) {
      const list = lists.get(rule) ?? new TickedList(rule, profile);
      lists.set(rule, list);
      list.look();
    }
  };
}
