import { openLine } from './line.ts';
import { offerMissingGlobals } from './missing-globals.ts';
import { standInForProbes } from './probes.ts';
import { standInForWebSocket } from './web-socket.ts';

/**
 * Runs in the page's own world before its first script, on sites that are switched on for it, and nowhere else.
 * Stands in for the VGCA Sign Service; all else of the page stays the browser's.
 */
const MARK = Symbol.for('kygui.vgca');
if (!(MARK in window)) {
  Object.defineProperty(window, MARK, { value: true });
  const line = openLine();
  standInForWebSocket(line);
  standInForProbes(line);
  offerMissingGlobals();
}
