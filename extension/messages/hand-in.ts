import type { Encoding, HandInName, HandInRule } from '../../shared/profile/schema.ts';

/** Worker → page: put this received document into the form that the clerk has open. */
export interface HandInOrder {
  order: 'hand-in';
  /** Entry forms of the system; the first that the page shows is filled. */
  forms: HandInRule[];
  encoding?: Encoding | undefined;
  address: string;
  /** Dates as `YYYY-MM-DD`. */
  values: Partial<Record<HandInName, string>>;
  /** The letter itself comes first. Bytes come through the port of each. */
  files: { port: string; name: string; size: number }[];
}

/** A value that is not in its control. */
export interface LeftValue {
  /** Values of the letter that it is made of; none where the rule gives a fixed text. */
  names: HandInName[];
  text: string;
  /** `held`: something else was chosen or typed there; `refused`: the page did not take it; `missing`: no such control. */
  why: 'held' | 'refused' | 'missing';
}

/** What became of it. */
export interface HandInReport {
  /** Id of the rule that was followed; null when the page has no such form. */
  form: string | null;
  filled: number;
  /** What is left for the clerk to enter. */
  left: LeftValue[];
  /** Files now chosen in the form. */
  files: number;
  /** Those that are not: other files were chosen there already, or the form has no room for them. */
  filesLeft: { name: string; why: 'held' | 'no-room' }[];
  /** Why it broke off, a short technical word; what was entered before stands in the form. Empty when it did not. */
  reason: string;
}

/** Name of the port that brings one file of a hand-in to its page. */
export const handInPort = (key: string, index: number) => `hand-in:${key}/${index}`;
