import { z } from 'zod';
import { COMMANDS, type CommandName } from '../../../shared/protocol/commands.ts';
import { windowAction } from '../action.ts';

/** Commands that a window may send as they are: they read, or they are the clerk's own word. */
const WINDOW_COMMANDS = [
  'doctor.run',
  'desk.read',
  'desk.picture',
  'desk.keepPicture',
  'desk.removePicture',
  'desk.chooseCertificate',
  'desk.keepAgency',
  'document.inspect',
  'token.list',
  'sign.pins',
  'letter.check',
  'outbox.list',
  'outbox.answers',
  'outbox.item',
  'outbox.cancel',
  'outbox.retry',
  'outbox.recall',
  'inbox.list',
  'inbox.closeGap',
  'inbox.item',
  'inbox.answer',
  'inbox.nextEntry',
  'register.propose',
  'directory.search',
  'directory.suggest',
  'directory.children',
  'directory.resolve',
  'directory.groups',
  'directory.group',
  'directory.saveGroup',
  'directory.removeGroup',
] as const satisfies readonly CommandName[];
export type WindowCommand = (typeof WINDOW_COMMANDS)[number];

/** Lists, details, checks and answers for the panel and the windows. */
export const askBridge = windowAction({
  name: 'bridge',
  body: z.object({ command: z.enum(WINDOW_COMMANDS), body: z.unknown() }),
  async run({ command, body }, { link }) {
    const request = COMMANDS[command].request.parse(body);
    return link.request(command, request as never);
  },
});
