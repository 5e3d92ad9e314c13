/** Limits that both sides of the channel keep; bytes and milliseconds. */

/**
 * Payload of one blob chunk: large enough that per-record costs vanish, small enough to keep answers flowing
 * between. Chromium's WebSocket slows down with larger messages (50 MB in 0.63 s as 64 KiB, 1.43 s as 4 MiB).
 */
export const CHUNK_BYTES = 256 * 1024;

/** Largest plaintext of one record; a JSON frame may be larger than a chunk, never larger than this. */
export const MAX_RECORD_BYTES = 4 * 1024 * 1024;

/** Tag that AES-256-GCM adds to each record. */
export const TAG_BYTES = 16;

/** Largest WebSocket message either side accepts. */
export const MAX_MESSAGE_BYTES = MAX_RECORD_BYTES + TAG_BYTES;

/** Largest message before the proof is complete, and in pairing. */
export const MAX_UNPROVEN_BYTES = 4096;

/** Time from the TCP connection to the finished proof. */
export const HANDSHAKE_MS = 10_000;

/**
 * A data message either way keeps Chromium's service worker alive; RFC 6455 pings do not, and the worker is
 * stopped after 30 s of silence (measured).
 */
export const KEEP_ALIVE_MS = 20_000;

/** Bytes waiting in the socket above which a sender waits. */
export const SEND_HIGH_WATER_BYTES = 4 * 1024 * 1024;

/** Tries of one pairing code. */
export const PAIRING_TRIES = 3;

/** Life of one pairing code. */
export const PAIRING_CODE_MS = 5 * 60_000;

/** WebSocket path of the channel; the number is the version of the handshake itself. */
export const CHANNEL_PATH = '/kygui/1';

/** WebSocket path of the pairing exchange. */
export const PAIRING_PATH = '/kygui/pair';
