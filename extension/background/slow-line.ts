const LEAST_MS = 120_000;
/** 256 kbit/s, as at the end of a long copper line. */
const SLOWEST_BYTES_PER_MS = 32;

/** How long so many bytes may take, and their answer, in milliseconds. */
export const patienceMs = (bytes: number): number => LEAST_MS + Math.ceil(bytes / SLOWEST_BYTES_PER_MS);
