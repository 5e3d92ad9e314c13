import { readFileSync } from 'node:fs';
import { axisCommands } from './cli/axis-commands.ts';
import { createProgram, runProgram } from './cli/command.ts';
import { directoryCommands } from './cli/directory-commands.ts';
import { edxmlCommands } from './cli/edxml-commands.ts';
import { surviveBrokenOutput } from './cli/output.ts';
import { personCommands } from './cli/person-commands.ts';
import { profileCommands } from './cli/profile-commands.ts';
import { recordCommands } from './cli/record-commands.ts';
import type { Runtime } from './cli/runtime.ts';
import { signingCommands } from './cli/signing-commands.ts';
import { programPlaces } from './program/places.ts';

/** The command `kygui`: composes everything, knows everything, is known by nobody. */

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const runtime: Runtime = { places: programPlaces(import.meta.url), version };
const program = createProgram(version);
surviveBrokenOutput();

// Files `*-commands.ts` declare; what a command does is loaded when it is called, so that small ones start at once.
personCommands(program, runtime);
signingCommands(program, runtime);
edxmlCommands(program);
profileCommands(program);
axisCommands(program, runtime);
directoryCommands(program, runtime);
recordCommands(program, runtime);

await runProgram(program, process.argv.slice(2));
