import type { ListPlace } from '../../shared/protocol/commands/letters.ts';
import type { SqlValue } from './store.ts';

/** The rows behind one in a list of newest first; those of one instant stand in the order of their ids. */
export function behind(
  place: ListPlace,
  columns: { at: string; id: string },
): { condition: string; parameters: SqlValue[] } {
  const at = new Date(place.at).toISOString();
  return {
    condition: `(${columns.at} < ? OR (${columns.at} = ? AND ${columns.id} > ?))`,
    parameters: [at, at, place.id],
  };
}
