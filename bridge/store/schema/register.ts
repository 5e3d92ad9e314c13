/** The register of outgoing numbers: one series for each agency, year and kind, each number given once. */
export const REGISTER_TABLES: readonly string[] = [
  `CREATE TABLE register_series (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    kind_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    next_number INTEGER NOT NULL,
    PRIMARY KEY (agency, year, kind_key)
  )`,
  `CREATE TABLE register_number (
    agency TEXT NOT NULL,
    year INTEGER NOT NULL,
    kind_key TEXT NOT NULL,
    number INTEGER NOT NULL,
    state TEXT NOT NULL,
    job_key TEXT,
    owner TEXT,
    updated_at TEXT NOT NULL,
    PRIMARY KEY (agency, year, kind_key, number)
  )`,
  `CREATE INDEX register_by_job ON register_number (job_key)`,
];
