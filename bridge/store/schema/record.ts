/** Files the bridge holds, what this installation remembers about itself, and the chained record. */
export const RECORD_TABLES: readonly string[] = [
  `CREATE TABLE documents (
    document_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    origin TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    size BIGINT NOT NULL,
    signed_sha256 TEXT,
    signed_size BIGINT
  )`,
  `CREATE TABLE installation (name TEXT PRIMARY KEY, value TEXT NOT NULL)`,
  `CREATE TABLE audit (
    writer TEXT NOT NULL,
    seq BIGINT NOT NULL,
    at TEXT NOT NULL,
    entry TEXT NOT NULL,
    previous TEXT NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (writer, seq)
  )`,
  `CREATE TABLE audit_head (writer TEXT PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL)`,
];
