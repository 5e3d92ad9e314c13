import type { JobSource } from './job.ts';
import type { Failure } from './reply.ts';

/** Events by which the page's own world and the content script of a frame find each other. */
export const VGCA_HELLO = 'kygui:vgca:hello';
export const VGCA_PORT_EVENT = 'kygui:vgca:port';

/** Page world → content script. `socket` is a number of the page's own. */
export type FromPage =
  | { socket: number; say: 'connect'; path: string }
  | { socket: number; say: 'frame'; text: string }
  | { socket: number; say: 'close' };

/**
 * `7 frame {…}`: not JSON, because old libraries (Prototype 1.6) give every text a `toJSON` of their own, which the
 * page's world would write twice over.
 */
export const fromPageText = (message: FromPage): string =>
  `${message.socket} ${message.say} ${message.say === 'connect' ? message.path : message.say === 'frame' ? message.text : ''}`;

/** Undefined for what is no message of ours: a page that found the port speaks by itself. */
export function fromPage(data: unknown): FromPage | undefined {
  const found = typeof data === 'string' ? /^(\d{1,9}) (connect|frame|close) /u.exec(data) : null;
  if (!found) return undefined;
  const socket = Number(found[1]);
  const text = String(data).slice(found[0].length);
  if (found[2] === 'connect') return { socket, say: 'connect', path: text };
  return found[2] === 'frame' ? { socket, say: 'frame', text } : { socket, say: 'close' };
}

/**
 * Who answers a socket. theirs: the other program or nobody, as without this extension. theirs-first: the other
 * program was seen; where this page cannot reach it, we answer.
 */
export type AnsweredBy = 'ours' | 'theirs' | 'theirs-first';

/** Content script → page world. */
export type ToPage =
  | { socket: number; say: 'open'; by: AnsweredBy }
  | { socket: number; say: 'reply'; text: string }
  | { socket: number; say: 'failed' };

/** Longest path of a socket that is carried further. */
export const LONGEST_PATH = 300;

/** Longest frame that is carried further; longer ones are answered with an error. */
export const FRAME_LIMIT = 4_000_000;

/** Name of the port that carries one call from the content script to the worker. */
export const vgcaPort = (callId: string) => `vgca:${callId}`;

/** First message on that port; said again when the worker was stopped, and then means the same call. */
export interface VgcaAsk {
  path: string;
  text: string;
}

/** Worker → content script, on that port. */
export type VgcaTell =
  | { tell: 'reply'; text: string }
  /** The file lives in this page's memory: pour it for this job. */
  | { tell: 'pour'; jobKey: string; address: string };

/** One message as its window lists it; the content lies among the held files, under the call. */
export interface ShownMessage {
  callId: string;
  path: string;
}

/** Part under which a message's content lies among the held files of its call. */
export const MESSAGE_PART = 'message.json';

export type MessageStep = 'open' | 'approving' | 'done' | 'cancelled';

/**
 * What one window decides about that is no document: messages of a page to be signed, or the certificate to be
 * shown to it. Kept in `storage.session` under `messages:<key>`.
 */
export interface MessageJob {
  key: string;
  kind: 'messages' | 'certificate';
  step: MessageStep;
  createdAt: string;
  source: JobSource;
  windowId: number | null;
  messages: ShownMessage[];
  /** Characters of base64 that the messages have together. */
  size: number;
  /** Why it cannot be signed as it is: what the page hears when the window is left like this. */
  error: Failure | null;
}

export const messageJobKey = (key: string) => `messages:${key}`;
