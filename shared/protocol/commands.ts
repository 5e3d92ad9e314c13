import type { z } from 'zod';
import { deskCommands } from './commands/desk.ts';
import { directoryCommands } from './commands/directory.ts';
import { documentCommands } from './commands/document.ts';
import { letterCommands } from './commands/letters.ts';
import { messageCommands } from './commands/messages.ts';
import { sessionCommands } from './commands/session.ts';
import { signingCommands } from './commands/signing.ts';

/** Every message the extension can send, by name. Documentation and types come from here. */
export const COMMANDS = {
  ...sessionCommands,
  ...deskCommands,
  ...documentCommands,
  ...signingCommands,
  ...letterCommands,
  ...messageCommands,
  ...directoryCommands,
};

export type CommandName = keyof typeof COMMANDS;
export type CommandRequest<Name extends CommandName> = z.input<(typeof COMMANDS)[Name]['request']>;
export type CommandAnswer<Name extends CommandName> = z.output<(typeof COMMANDS)[Name]['answer']>;
