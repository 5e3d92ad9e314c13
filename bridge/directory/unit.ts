/** A unit of the directory as the bridge keeps it. */
export interface Unit {
  code: string;
  /** Id of the axis; parents are named by it. Empty when the list had none. */
  unitId: string;
  parentId: string;
  /** Earlier codes that the axis names for this unit (`oldCode`, `code102`). */
  oldCodes: readonly string[];
  name: string;
  formerNames: readonly string[];
  mail: string;
  closed: boolean;
  /** Synchronisation that last saw the unit, ISO 8601. */
  lastSeen: string;
}

/** A unit as the recipient picker shows it. */
export interface DirectoryEntry {
  code: string;
  name: string;
  parentName: string | null;
  closed: boolean;
  /** Code and name of the open unit that took over a closed one, when the directory tells. */
  successor: string | null;
  successorName: string | null;
}

/** Axis centres and adapters are hops, not addressees (edXML 10.8). */
export function isAxisCentre(code: string): boolean {
  return /(?:^|\.)W\d{2}$|W00/iu.test(code);
}
