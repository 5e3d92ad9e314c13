/** What this installation remembers about itself, and the chained record. */
export const RECORD_TABLES: readonly string[] = [
  `CREATE TABLE installation (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
  `CREATE TABLE audit (
    seq BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    entry TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL
  )`,
  `CREATE TABLE audit_head (id INTEGER PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL)`,
  `INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, '')`,
];
