import type { ButtonRule } from '../../shared/profile/schema.ts';
import { put } from './places.ts';

/** A control of ours, which the page may throw away together with what it draws anew. */
export interface Control {
  /** Element in the page; what is inside is out of the page's reach. */
  readonly host: HTMLElement;
  /** False while it tells of its own letter: it goes to no other place. */
  isAtRest(): boolean;
}

/** Where a control is wanted. */
export interface Spot {
  /** What the control is for; one of the same key serves as well. */
  key: string;
  anchor: Element;
  rule: { position: ButtonRule['position'] };
}

interface Standing<Kind, At> {
  control: Kind;
  spot: At;
}

/** Controls kept for the next drawing: a table that is drawn anew costs no new ones. */
const SPARE_MOST = 200;

/**
 * The controls of one kind in this page. One is known by its anchor and by being connected, not by a mark in the page:
 * a page that throws it away gets it back, one that keeps it never gets two.
 */
export class Controls<Kind extends Control, At extends Spot> {
  readonly #make: (spot: At, current: () => At) => Kind;
  readonly #standing = new Map<Element, Standing<Kind, At>[]>();
  readonly #spare = new Map<string, Standing<Kind, At>[]>();
  #spares = 0;

  /** @param make makes a control; `current` tells what it stands for by then */
  constructor(make: (spot: At, current: () => At) => Kind) {
    this.#make = make;
  }

  /** Lets a control stand at each of these places and nowhere else. */
  stand(spots: readonly At[]): void {
    const gone = new Set([...this.#standing.values()].flat());
    const missing = spots.filter((spot) => {
      const here = this.#at(spot);
      if (!here?.control.host.isConnected) return true;
      // The page may have drawn another row around an anchor that it kept.
      here.spot = spot;
      gone.delete(here);
      return false;
    });
    for (const one of gone) this.#putAside(one);
    for (const spot of missing) {
      if (this.#at(spot)) continue;
      const one = this.#takeSpare(spot) ?? this.#made(spot);
      one.spot = spot;
      gone.delete(one);
      const here = this.#standing.get(spot.anchor);
      if (here) here.push(one);
      else this.#standing.set(spot.anchor, [one]);
      put(one.control.host, spot.rule.position, spot.anchor);
    }
    // Only now: one that goes to another place is moved there, not taken out first.
    for (const { control } of gone) control.host.remove();
    this.#forgetOldest();
  }

  /** The controls that stand, each with its place. */
  all(): readonly Readonly<Standing<Kind, At>>[] {
    return [...this.#standing.values()].flat();
  }

  remove(): void {
    for (const { control } of this.all()) control.host.remove();
    this.#standing.clear();
  }

  #at({ anchor, key }: At): Standing<Kind, At> | undefined {
    return this.#standing.get(anchor)?.find(({ spot }) => spot.key === key);
  }

  #made(spot: At): Standing<Kind, At> {
    const one: Standing<Kind, At> = { spot, control: this.#make(spot, () => one.spot) };
    return one;
  }

  #putAside(one: Standing<Kind, At>): void {
    const { anchor, key } = one.spot;
    const others = (this.#standing.get(anchor) ?? []).filter((other) => other !== one);
    if (others.length > 0) this.#standing.set(anchor, others);
    else this.#standing.delete(anchor);
    // One that still tells what became of a press would tell it of another letter.
    if (!one.control.isAtRest()) return;
    this.#spares += 1;
    const kept = this.#spare.get(key);
    if (kept) kept.push(one);
    else this.#spare.set(key, [one]);
  }

  #takeSpare({ anchor, key }: At): Standing<Kind, At> | undefined {
    const kept = this.#spare.get(key) ?? [];
    // A control cannot take its style into the document of another frame.
    const fitting = kept.findLastIndex(({ control }) => control.host.ownerDocument === anchor.ownerDocument);
    if (fitting < 0) return undefined;
    this.#spares -= 1;
    if (kept.length === 1) this.#spare.delete(key);
    return kept.splice(fitting, 1)[0];
  }

  #forgetOldest(): void {
    for (const [key, kept] of this.#spare) {
      if (this.#spares <= SPARE_MOST) return;
      this.#spares -= kept.length;
      this.#spare.delete(key);
    }
  }
}
