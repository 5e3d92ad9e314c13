import { performance } from 'node:perf_hooks';

const startedAt = performance.now();
/** `--json` promises a stdout that holds nothing but JSON, so progress always goes to stderr. */
const write = (text) => process.stderr.write(`${text}\n`);

/** Seconds since the start, in a column. */
const stamp = () => `[${((performance.now() - startedAt) / 1000).toFixed(1).padStart(6)} s]`;

export function say(text) {
  write(`${stamp()} ${text}`);
}

/** Runs one step and prints what it does, then how long it took. */
export async function step(title, work) {
  say(`${title} …`);
  const from = performance.now();
  const result = await work();
  say(`${title}: ${((performance.now() - from) / 1000).toFixed(1)} s`);
  return result;
}
