/** Who ordered what leaves later; when a status that fits no letter is looked at again. */
export const PROOF_TABLES: readonly string[] = [
  `ALTER TABLE outbox ADD COLUMN actor TEXT`,
  `ALTER TABLE received_status ADD COLUMN next_at TEXT`,
  `ALTER TABLE register_series ADD COLUMN confirmed_at TEXT`,
];
