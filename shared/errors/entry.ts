/** How loudly a failure is shown: `fatal` stops the job, `error` the step, `warning` and `notice` let it go on. */
export type Severity = 'notice' | 'warning' | 'error' | 'fatal';

/** One language of a failure: what happened and was kept, then what the clerk does next. NFC text. */
export interface Sentence {
  says: string;
  next: string;
  /** Words for the values of a detail `{reason}` that is the program's own; others stand as they are. */
  reasons?: Readonly<Record<string, string>>;
}

/**
 * An entry of the closed list of failures. Texts may name details as `{name}`; they are filled in by
 * {@link describeError}. An entry without both languages does not compile.
 */
export interface ErrorEntry {
  severity: Severity;
  /** True when the same call may succeed later without a person changing anything. */
  retriable: boolean;
  /** Exit status of the command line: 1 failed, 2 wrong usage, 3 refused for a stated reason. */
  exit: 1 | 2 | 3;
  vi: Sentence;
  en: Sentence;
}
