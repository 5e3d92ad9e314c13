import type { Clock } from '../clock/clock.ts';
import type { AskContext } from './ask-axis.ts';
import type { OutboxCheckpoint } from './model.ts';
import type { PackageBuilder } from './packing.ts';
import type { RestoreWatch } from './restore-watch.ts';
import type { Shelf } from './shelf.ts';

/** What one try works with. */
export interface AttemptContext extends AskContext {
  shelf: Shelf;
  build: PackageBuilder;
  clock: Clock;
  watch: RestoreWatch;
  /** False for a row of another agency, whose letters must not go out over our connection. */
  isOurs: (fromCode: string) => boolean;
  /** How long a package that the axis does not show may still be on its way. */
  settleMs: number;
  checkpoint: (point: OutboxCheckpoint) => void | Promise<void>;
  random: () => number;
}
