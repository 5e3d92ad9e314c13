import type { PackageWarning } from '../warning.ts';
import { type InElement, pathOf } from './in-element.ts';
import { WARNINGS, type WarningCode } from './warning-texts.ts';

export type { WarningCode };

/** Characters of one value that are kept; a longer one ends with `…`. */
export const VALUE_LENGTH = 2000;
const PATH_LENGTH = 300;

/** Kinds of places that are gathered one by one before they are gathered by the element that holds them. */
const MOST_GROUPS = 2000;
/** Values that wait before they are joined: many short strings cost far more than one long one. */
const WAITING = 256;

/** Warnings of one kind at places that differ in their counters alone. */
class Group {
  readonly code: WarningCode;
  readonly path: string;
  count = 0;
  #joined = '';
  #waiting: string[] = [];

  constructor(code: WarningCode, path: string) {
    this.code = code;
    this.path = path;
  }

  add(value: string): void {
    this.count += 1;
    if (value === '') return;
    this.#waiting.push(value);
    if (this.#waiting.length >= WAITING) this.#join();
  }

  #join(): void {
    const parts = this.#joined === '' ? this.#waiting : [this.#joined, ...this.#waiting];
    this.#joined = parts.join(' | ');
    this.#waiting = [];
  }

  warning(): PackageWarning {
    this.#join();
    const { code, path, count } = this;
    return {
      code,
      path,
      ...WARNINGS[code],
      ...(this.#joined !== '' && { value: this.#joined }),
      ...(count > 1 && { count }),
    };
  }
}

/**
 * Collects warnings. The first ones stand alone, each with its place; beyond `limit` those of one kind at like places
 * share one entry with their number and all their values. Nothing is left out, and memory stays within what the bound
 * on markup lets a package say.
 */
export class WarningList {
  readonly #limit: number;
  readonly #list: PackageWarning[] = [];
  readonly #groups = new Map<string, Group>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** At an element, or at the part `below` it that is missing or has no element of its own. */
  add(code: WarningCode, place: InElement | string, value = '', below?: string): void {
    if (this.#list.length < this.#limit) {
      const path = typeof place === 'string' ? place : pathOf(place);
      const whole = below === undefined ? path : `${path}/${below}`;
      this.#list.push({
        code,
        path: whole.slice(0, PATH_LENGTH),
        ...WARNINGS[code],
        ...(value !== '' && { value: cut(value) }),
      });
    } else this.#gather(code, place, cut(value), below);
  }

  #gather(code: WarningCode, place: InElement | string, value: string, below: string | undefined): void {
    const path = typeof place === 'string' ? place : plainPathOf(place);
    const whole = below === undefined ? path : `${path}/${below}`;
    const own = this.#group(code, whole.slice(0, PATH_LENGTH), MOST_GROUPS);
    if (own !== undefined) {
      own.add(value);
      return;
    }
    const at = whole.lastIndexOf('/');
    const named = `${whole.slice(at + 1)}=${value}`;
    const wider = this.#group(code, whole.slice(0, Math.max(at, 0)).slice(0, PATH_LENGTH), 2 * MOST_GROUPS);
    if (wider !== undefined) wider.add(named);
    else this.#group(code, '', Number.POSITIVE_INFINITY)?.add(named);
  }

  #group(code: WarningCode, path: string, most: number): Group | undefined {
    const key = `${code} ${path}`;
    const known = this.#groups.get(key);
    if (known !== undefined || this.#groups.size >= most) return known;
    const made = new Group(code, path);
    this.#groups.set(key, made);
    return made;
  }

  all(): PackageWarning[] {
    return [...this.#list, ...[...this.#groups.values()].map((group) => group.warning())];
  }
}

function cut(value: string): string {
  return value.length > VALUE_LENGTH ? `${value.slice(0, VALUE_LENGTH)}…` : value;
}

function plainPathOf(element: InElement): string {
  return element.parent === undefined ? element.local : `${plainPathOf(element.parent)}/${element.local}`;
}
