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
 * what is not named gets an empty answer. `action/<jobKey>` is the answer for one job. With `tabs` the browser's tabs
 * are those, each of one frame, which answers the wizard's orders with `wizard/<order>`.
 */
export async function stage(page: Page, answers: Readonly<Record<string, Staged>>): Promise<void> {
  for (const [name, staged] of Object.entries(answers)) {
    if (Object.hasOwn(COMMANDS, name) && staged !== 'never' && 'body' in staged)
      COMMANDS[name as CommandName].answer.parse(staged.body);
  }
  await page.addInitScript((staged: Readonly<Record<string, Staged>>) => {
    type Given = (...given: unknown[]) => unknown;
    const { runtime, tabs, scripting, permissions } = (
      globalThis as unknown as { chrome: Record<string, Record<string, unknown>> }
    ).chrome;
    if (!runtime) return;
    const bodyOf = (name: string) => {
      const found = staged[name];
      return found && found !== 'never' && 'body' in found ? found.body : undefined;
    };
    const told =
      (answer: (...given: unknown[]) => unknown): Given =>
      (...given) => {
        const value = answer(...given);
        const reply = given.at(-1);
        if (typeof reply === 'function') reply(value);
        return Promise.resolve(value);
      };
    if (staged.tabs && tabs && scripting && permissions) {
      const open = bodyOf('tabs') as { url: string }[];
      tabs.query = told(() => open);
      tabs.sendMessage = told((_, order) => ({
        ok: true,
        body: bodyOf(`wizard/${(order as { wizard: string }).wizard}`),
      }));
      scripting.executeScript = told(() => [{ frameId: 0, result: open[0]?.url }]);
      permissions.contains = told(() => true);
    }
    runtime.sendMessage = ({ action, body }: Asked, reply?: (answer: unknown) => void) => {
      const name = action === 'bridge' ? (body.command ?? '') : action;
      const found = staged[`${name}/${body.jobKey}`] ?? staged[name];
      if (found === 'never') return new Promise(() => undefined);
      const answer =
        found && 'failure' in found
          ? { ok: false, error: found.failure }
          : { ok: true, body: found?.body ?? {} };
      reply?.(answer);
      return Promise.resolve(answer);
    };
  }, answers);
}
