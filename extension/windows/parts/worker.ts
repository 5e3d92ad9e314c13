import browser from 'webextension-polyfill';
import { ERRORS, type ErrorCode, KyguiError, toKyguiError } from '../../../shared/errors.ts';
import type { CommandAnswer, CommandRequest } from '../../../shared/protocol/commands.ts';
import type { WindowCommand } from '../../background/actions/ask-bridge.ts';
import { HELD_CACHE, heldAddress } from '../../messages/job.ts';
import type { Failure, Reply } from '../../messages/reply.ts';

/** A failure of the worker as the error of the closed list it is. */
export function asError(failure: Failure): KyguiError {
  return Object.hasOwn(ERRORS, failure.code)
    ? new KyguiError(failure.code as ErrorCode, failure.details)
    : new KyguiError('INTERNAL', { code: failure.code });
}

export function asFailure(thrown: unknown): Failure {
  const { code, details } = toKyguiError(thrown);
  return { code, details: { ...details } };
}

/** Actions that only look, or do the same thing when done twice: asked again when the worker was stopped. */
const REPEATABLE = new Set([
  'bridge',
  'job.follow',
  'batch.follow',
  'job.prepare',
  'link.report',
  'sites.list',
  'document.read',
]);

async function send<Body>(action: string, body: unknown): Promise<Reply<Body> | undefined> {
  try {
    return (await browser.runtime.sendMessage({ action, body })) as Reply<Body> | undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks the worker; the asking starts a worker that was stopped. One that was stopped in the middle of an answer
 * gives CHANNEL_LOST: what was handed over goes on, and following the job tells what became of it.
 */
export async function ask<Body>(action: string, body: unknown): Promise<Body> {
  const first = await send<Body>(action, body);
  const reply = first ?? (REPEATABLE.has(action) ? await send<Body>(action, body) : undefined);
  if (!reply) throw new KyguiError('CHANNEL_LOST');
  if (!reply.ok) throw asError(reply.error);
  return reply.body;
}

/** Asks the bridge through the worker. */
export function bridge<Name extends WindowCommand>(
  command: Name,
  body: CommandRequest<Name>,
): Promise<CommandAnswer<Name>> {
  return ask('bridge', { command, body });
}

/** A file that the worker keeps for a job. */
export async function heldFile(jobKey: string, part: string): Promise<Blob> {
  const found = await (await caches.open(HELD_CACHE)).match(heldAddress(jobKey, part));
  if (!found) throw new KyguiError('SITE_FILE_LOST');
  return found.blob();
}

/** Lets a held file go that nothing is going to look at any more. */
export async function letGoHeld(key: string, part: string): Promise<void> {
  await (await caches.open(HELD_CACHE)).delete(heldAddress(key, part));
}

/** Lets the person save a file; the browser asks where. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

export async function sha256Hex(bytes: ArrayBuffer): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
