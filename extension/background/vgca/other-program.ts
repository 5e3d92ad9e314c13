/** The address where the other signing program says that it is there. */
const OTHER = 'https://127.0.0.1:8987/';
const PATIENCE_MS = 1500;
/** How long an answer holds: pages open many sockets in a row. */
const HOLDS_MS = 10_000;

let last: { at: number; there: Promise<boolean> } | undefined;

async function look(): Promise<boolean> {
  // Any HTTP answer counts. A program whose certificate this browser refuses could not be used by a page either.
  const options = { mode: 'no-cors', cache: 'no-store', credentials: 'omit' } as const;
  return fetch(OTHER, { ...options, signal: AbortSignal.timeout(PATIENCE_MS) }).then(
    () => true,
    () => false,
  );
}

/** Whether the incumbent's own program runs on this computer and can be reached from this browser. */
export function isTheirsThere(now = Date.now()): Promise<boolean> {
  if (!last || now - last.at > HOLDS_MS) last = { at: now, there: look() };
  return last.there;
}
