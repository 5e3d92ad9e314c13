/** Wrong PINs since the last right one, for each token; kept, because many drivers never say that a try is the last. */
export const TOKEN_TABLES: readonly string[] = [
  `CREATE TABLE pin_tries (token_id TEXT PRIMARY KEY, wrong INTEGER NOT NULL)`,
];
