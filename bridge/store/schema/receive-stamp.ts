/** Acceptances that end with the receive stamp on a file: at most one for each incoming letter. */
export const RECEIVE_STAMP_TABLES: readonly string[] = [
  `CREATE TABLE receive_stamp (
    item_id TEXT PRIMARY KEY REFERENCES inbox_item (item_id),
    job_key TEXT NOT NULL UNIQUE,
    file_id TEXT NOT NULL,
    document_id TEXT NOT NULL,
    state TEXT NOT NULL,
    entry_number TEXT,
    entry_date TEXT,
    stamped_path TEXT,
    stamped_sha256 TEXT,
    stamped_size BIGINT,
    begun_at TEXT NOT NULL
  )`,
  `CREATE INDEX receive_stamp_by_file ON receive_stamp (file_id)`,
  `CREATE INDEX inbox_by_entry ON inbox_item (entry_date)`,
];
