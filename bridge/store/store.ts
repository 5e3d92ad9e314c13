/** Values that both SQLite and PostgreSQL take and give back unchanged. Instants are ISO 8601 text. */
export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/** Statements inside one transaction. Parameters are `?` in order; the PostgreSQL driver renumbers them. */
export interface Transaction {
  all(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow[]>;
  get(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow | undefined>;
  /** Number of rows changed. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
}

/**
 * Durable rows. A transaction that resolved is on the disk (SQLite: WAL with synchronous=FULL, asserted at
 * opening; PostgreSQL: fsync and synchronous_commit asserted). Transactions run one after another.
 */
export interface Store {
  readonly dialect: 'sqlite' | 'postgres';
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** The database's own clock, ISO 8601 UTC with milliseconds; leases are measured on it. */
  now(): Promise<string>;
  close(): Promise<void>;
}
