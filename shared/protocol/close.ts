import type { ErrorCode } from '../errors.ts';

/**
 * WebSocket close codes (4000-4999 are private, RFC 6455 7.4.2). The reason text repeats the code of the closed
 * list. Before the proof both are hints only: anybody on the port can send them.
 */
export const CLOSE_CODES = {
  CHANNEL_VIOLATION: 4400,
  CHANNEL_NOT_PAIRED: 4401,
  CHANNEL_PROOF_FAILED: 4403,
  CHANNEL_TIMEOUT: 4408,
  CHANNEL_TOO_LARGE: 4413,
  CHANNEL_VERSION_MISMATCH: 4426,
  CHANNEL_BUSY: 4429,
  INTERNAL: 4500,
  PAIRING_NOT_ASKED: 4440,
  PAIRING_BUSY: 4441,
  PAIRING_CODE_WRONG: 4442,
  PAIRING_CODE_SPENT: 4443,
  PAIRING_CODE_EXPIRED: 4444,
} as const satisfies Partial<Record<ErrorCode, number>>;

export type ClosingCode = keyof typeof CLOSE_CODES;

const BY_NUMBER = new Map<number, ClosingCode>(
  Object.entries(CLOSE_CODES).map(([code, number]) => [number, code as ClosingCode]),
);

/** The code of the closed list behind a close code, if it is one of ours. */
export function closingCode(number: number): ClosingCode | undefined {
  return BY_NUMBER.get(number);
}
