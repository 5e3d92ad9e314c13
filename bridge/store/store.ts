/** Values that both SQLite and PostgreSQL take and give back unchanged. Instants are ISO 8601 text in UTC. */
export type SqlValue = string | number | bigint | null | Uint8Array;
export type SqlRow = Readonly<Record<string, SqlValue>>;

/**
 * Statements inside one transaction. Parameters are `?` in order; the PostgreSQL driver renumbers them. The one
 * text may say `FOR UPDATE` and `SKIP LOCKED`: SQLite, where one transaction holds the whole file, leaves them out.
 */
export interface Transaction {
  all(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow[]>;
  get(sql: string, parameters?: readonly SqlValue[]): Promise<SqlRow | undefined>;
  /** Number of rows changed. */
  run(sql: string, parameters?: readonly SqlValue[]): Promise<number>;
  /** The database's own clock, as {@link Store.now}. */
  now(): Promise<string>;
}

/**
 * Durable rows. A transaction that resolved is on the disk (SQLite: WAL with synchronous=FULL, asserted at
 * opening; PostgreSQL: fsync and synchronous_commit asserted). Transactions of one store run one after another;
 * other processes may write at the same time, so rows that are read to be changed are read `FOR UPDATE`.
 *
 * Work inside a transaction awaits nothing but the transaction. Throws KyguiError with a `STORE_…` code.
 */
export interface Store {
  readonly dialect: 'sqlite' | 'postgres';
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** A consistent view without the right to write; never waits for writers. */
  read<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>;
  /** The database's own clock, ISO 8601 UTC with milliseconds; leases are measured on it. */
  now(): Promise<string>;
  /** What the engine promises now, read from it anew: its version and the settings that make a commit durable. */
  durability(): Promise<Durability>;
  /**
   * What names this very database: on PostgreSQL its cluster, its database and the cluster's timeline, so that a dump
   * read into another one, or a standby that took over, shows. Empty for SQLite, whose file is known by its place.
   */
  identity(): Promise<string>;
  /** Tells the other processes on this database that there is work. A hint: it may be lost, and nothing waits for it. */
  hint(): void;
  /** Calls `wake` after each hint until the answered function is called. SQLite has nobody to hear. */
  onHint(wake: () => void): () => void;
  close(): Promise<void>;
}

export interface Durability {
  engine: string;
  /** Settings as the engine prints them, such as `fsync` → `on`. */
  settings: Readonly<Record<string, string>>;
}
