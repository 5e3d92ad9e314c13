import type { Page } from 'playwright-core';
import { COMMANDS, type CommandName } from '../../../shared/protocol/commands.ts';

/** An answer of the worker: a body, a failure of the closed list, or none as long as the window is open. */
export type Staged = { body: unknown } | { failure: { code: string; details: object } } | 'never';

interface Asked {
  action: string;
  body: { command?: string; jobKey?: string };
}

/**
 * Puts a window into a state that would take hours to reach, by answering in the place of the worker. Keys are commands
 * of the bridge (`outbox.list`), whose answers are checked by the protocol's own schemas, or actions (`link.report`);
 * what is not named gets an empty answer. `action/<jobKey>` is the answer for one job.
 */
export async function stage(page: Page, answers: Readonly<Record<string, Staged>>): Promise<void> {
  for (const [name, staged] of Object.entries(answers)) {
    if (Object.hasOwn(COMMANDS, name) && staged !== 'never' && 'body' in staged)
      COMMANDS[name as CommandName].answer.parse(staged.body);
  }
  await page.addInitScript((staged: Readonly<Record<string, Staged>>) => {
    const { runtime } = (globalThis as unknown as { chrome: { runtime: { sendMessage: unknown } } }).chrome;
    runtime.sendMessage = ({ action, body }: Asked, reply?: (answer: unknown) => void) => {
      const name = action === 'bridge' ? (body.command ?? '') : action;
      const found = staged[`${name}/${body.jobKey}`] ?? staged[name];
      if (found === 'never') return new Promise(() => undefined);
      const told =
        found && 'failure' in found
          ? { ok: false, error: found.failure }
          : { ok: true, body: found?.body ?? {} };
      reply?.(told);
      return Promise.resolve(told);
    };
  }, answers);
}
