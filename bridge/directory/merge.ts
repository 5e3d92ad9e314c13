import type { DirectoryUnit } from '../axis/transport.ts';
import type { Unit } from './unit.ts';

const FORMER_NAMES = 5;

/** Rows of the axis by code; several rows of one code complete each other, closed in any is closed. */
export async function collect(
  rows: AsyncIterable<DirectoryUnit>,
): Promise<Map<string, DirectoryUnit & { oldCodes: string[] }>> {
  const found = new Map<string, DirectoryUnit & { oldCodes: string[] }>();
  for await (const row of rows) {
    const known = found.get(row.code);
    if (known === undefined) {
      found.set(row.code, { ...row, oldCodes: oldCodesOf(row) });
      continue;
    }
    known.id ||= row.id;
    known.parentId ||= row.parentId;
    known.name ||= row.name;
    known.mail ||= row.mail;
    known.closed ||= row.closed;
    for (const old of oldCodesOf(row)) if (!known.oldCodes.includes(old)) known.oldCodes.push(old);
  }
  return found;
}

function oldCodesOf(row: DirectoryUnit): string[] {
  return row.oldCode
    .split(/[;,\s]+/u)
    .map((code) => code.trim())
    .filter((code) => code !== '' && code !== row.code);
}

/**
 * What the directory becomes: all units of the new list, and those that it no longer has, marked closed. Nothing
 * is ever removed, because stored letters refer to it. `changed` holds the units whose row differs.
 */
export function merge(
  before: readonly Unit[],
  received: ReadonlyMap<string, DirectoryUnit & { oldCodes: string[] }>,
  syncedAt: string,
): { units: Unit[]; changed: Unit[] } {
  const units: Unit[] = [];
  const changed: Unit[] = [];
  const known = new Map(before.map((unit) => [unit.code, unit]));
  for (const row of received.values()) {
    const old = known.get(row.code);
    const name = row.name === '' ? (old?.name ?? row.code) : row.name;
    const renamed = old !== undefined && old.name !== name;
    const unit: Unit = {
      code: row.code,
      unitId: row.id,
      parentId: row.parentId,
      // Codes that were once named stay: letters under them must find their unit.
      oldCodes: [...new Set([...(old?.oldCodes ?? []), ...row.oldCodes])],
      name,
      formerNames: renamed ? [old.name, ...old.formerNames].slice(0, FORMER_NAMES) : (old?.formerNames ?? []),
      mail: row.mail,
      closed: row.closed,
      lastSeen: syncedAt,
    };
    units.push(unit);
    if (old === undefined || !sameRow(old, unit)) changed.push(unit);
  }
  for (const old of before) {
    if (received.has(old.code)) continue;
    const unit = old.closed ? old : { ...old, closed: true };
    units.push(unit);
    if (unit !== old) changed.push(unit);
  }
  return { units, changed };
}

/** Equal but for the date on which it was last seen, which alone is not worth 123,000 writes a day. */
function sameRow(left: Unit, right: Unit): boolean {
  const sameList = (one: readonly string[], other: readonly string[]) =>
    one.length === other.length && one.every((text, at) => text === other[at]);
  return (
    left.unitId === right.unitId &&
    left.parentId === right.parentId &&
    left.name === right.name &&
    left.mail === right.mail &&
    left.closed === right.closed &&
    sameList(left.oldCodes, right.oldCodes) &&
    sameList(left.formerNames, right.formerNames)
  );
}
