import { readFileSync } from 'node:fs';
import { axisCommands } from './cli/axis-commands.ts';
import { createProgram, runProgram } from './cli/command.ts';
import { directoryCommands } from './cli/directory.ts';
import { edxmlCommands } from './cli/edxml.ts';
import { exportCommands } from './cli/export.ts';
import { gatewayCommands } from './cli/gateway.ts';
import { surviveBrokenOutput } from './cli/output.ts';
import { personCommands } from './cli/person.ts';
import { profileCommands } from './cli/profile.ts';
import { recordCommands } from './cli/record.ts';
import { replaceCommands } from './cli/replace.ts';
import type { Runtime } from './cli/runtime.ts';
import { signingCommands } from './cli/signing.ts';
import { statisticsCommands } from './cli/statistics.ts';
import { programPlaces } from './program/places.ts';

/** The command `kygui`: composes everything, knows everything, is known by nobody. */

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
const runtime: Runtime = { places: programPlaces(import.meta.url), version };
const program = createProgram(version);
surviveBrokenOutput();

personCommands(program, runtime);
signingCommands(program, runtime);
edxmlCommands(program);
profileCommands(program);
axisCommands(program, runtime);
directoryCommands(program, runtime);
replaceCommands(program, runtime);
gatewayCommands(program);
recordCommands(program);
statisticsCommands(program);
exportCommands(program, runtime);

await runProgram(program, process.argv.slice(2));
