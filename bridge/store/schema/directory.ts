/** The directory of the axis, and the recipient groups that clerks make from it. */
export const DIRECTORY_TABLES: readonly string[] = [
  `CREATE TABLE directory_unit (
    code TEXT PRIMARY KEY,
    unit_id TEXT NOT NULL,
    parent_id TEXT NOT NULL,
    old_codes TEXT NOT NULL,
    name TEXT NOT NULL,
    former_names TEXT NOT NULL,
    mail TEXT NOT NULL,
    closed INTEGER NOT NULL,
    last_seen TEXT NOT NULL
  )`,
  `CREATE TABLE directory_state (
    id INTEGER PRIMARY KEY,
    synced_at TEXT NOT NULL,
    units INTEGER NOT NULL
  )`,
  `CREATE TABLE recipient_group (
    group_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    codes TEXT NOT NULL,
    updated_at TEXT NOT NULL
  )`,
];

/** The last recipients of one person are looked up at every opening of the recipient field. */
export const RECENT_RECIPIENT_TABLES: readonly string[] = [
  `CREATE INDEX job_newest ON job (owner, created_at)`,
];
