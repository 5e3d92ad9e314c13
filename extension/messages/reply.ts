/** A failure as it crosses from the worker to a page or a window. */
export interface Failure {
  code: string;
  details: Record<string, string | number | boolean>;
}

/** What the worker answers to a message. */
export type Reply<Body> = { ok: true; body: Body } | { ok: false; error: Failure };

/** A message to the worker: the action's name and its body. */
export interface Ask {
  action: string;
  body: unknown;
}
