/** What letters answer: `ResponseFor` of outgoing and incoming ones, so that each is found from the other. */
export const REFERENCE_TABLES: readonly string[] = [
  `CREATE TABLE letter_reference (
    letter_id TEXT,
    item_id TEXT,
    position INTEGER NOT NULL,
    document_id TEXT NOT NULL,
    code TEXT NOT NULL,
    code_key TEXT NOT NULL,
    date TEXT
  )`,
  `CREATE INDEX letter_reference_by_letter ON letter_reference (letter_id)`,
  `CREATE INDEX letter_reference_by_item ON letter_reference (item_id)`,
  `CREATE INDEX letter_reference_by_document ON letter_reference (document_id)`,
  `CREATE INDEX letter_reference_by_code ON letter_reference (code_key)`,
];
