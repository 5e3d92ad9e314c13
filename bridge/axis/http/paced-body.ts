import type { Readable } from 'node:stream';
import { LocalTimeout } from './failure.ts';

/**
 * How long a reply may take, beside the limit on one silence within it: a server that gives a byte now and then never
 * falls silent, and would hold a call for ever.
 */
export type Pace =
  /** A reply that is read as a whole: its time, from here on. */
  | { wholeMs: number }
  /** A large one, over whatever line: so many bytes at least in each such time. */
  | { leastBytes: number; withinMs: number };

/** A whole reply has so many limits of one silence. */
const LIMITS_OF_WHOLE = 5;
/** Slower than every line over which an office could work; 60 MB take most of a day. */
const LEAST_BYTES_A_SECOND = 1024;

export const wholeReply = (silenceMs: number): Pace => ({ wholeMs: silenceMs * LIMITS_OF_WHOLE });
/** `share` below 1 where another line of the same pace lies behind the server. */
export const largeReply = (silenceMs: number, share = 1): Pace => ({
  leastBytes: Math.ceil((silenceMs / 1000) * LEAST_BYTES_A_SECOND * share),
  withinMs: silenceMs,
});

/**
 * The pieces of a body, which is broken off with KYGUI_REPLY_TIMEOUT when it keeps no pace. Only the waiting for the
 * server counts, not what the reader does between two pieces.
 */
export async function* paced(body: Readable, pace: Pace): AsyncGenerator<Uint8Array> {
  const [spanMs, least] = 'wholeMs' in pace ? [pace.wholeMs, null] : [pace.withinMs, pace.leastBytes];
  let leftMs = spanMs;
  let came = 0;
  /** Waits for one piece; a large reply that has kept its pace when the time is over gets it again. */
  const within = async <Piece>(piece: Promise<Piece>): Promise<Piece> => {
    let since = performance.now();
    let timer: NodeJS.Timeout | undefined;
    const watch = () => {
      timer = setTimeout(() => {
        if (least === null || came < least) {
          body.destroy(new LocalTimeout('KYGUI_REPLY_TIMEOUT'));
          return;
        }
        [leftMs, came, since] = [spanMs, 0, performance.now()];
        watch();
      }, leftMs);
    };
    watch();
    try {
      return await piece;
    } finally {
      clearTimeout(timer);
      leftMs = Math.max(0, leftMs - (performance.now() - since));
    }
  };
  // What breaks is told by the piece that is waited for; what breaks behind the last one is of no interest.
  body.on('error', () => {});
  const pieces: AsyncIterator<Uint8Array> = body[Symbol.asyncIterator]();
  try {
    for (let next = await within(pieces.next()); !next.done; next = await within(pieces.next())) {
      came += next.value.length;
      yield next.value;
    }
  } finally {
    body.destroy();
  }
}
