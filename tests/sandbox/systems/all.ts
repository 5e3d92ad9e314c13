import { angularLike } from './angular/system.ts';
import { reactLike } from './react/system.ts';
import { type RunningSystem, startSystem } from './serve.ts';
import { strictShadow } from './shadow/system.ts';
import { redrawnTable } from './table/system.ts';
import { embeddedViewer } from './viewer/system.ts';
import { webForms } from './webforms/system.ts';

const MAKES = {
  webforms: webForms,
  table: redrawnTable,
  angular: angularLike,
  react: reactLike,
  shadow: strictShadow,
  viewer: embeddedViewer,
} as const;
export type MakeName = keyof typeof MAKES;

/** Starts one of the sample systems; each has letters, a port and a path of its own. */
export function startSample(name: MakeName): Promise<RunningSystem> {
  const firstNumber = 100 * (Object.keys(MAKES).indexOf(name) + 1) + 1;
  return startSystem(MAKES[name], firstNumber);
}
