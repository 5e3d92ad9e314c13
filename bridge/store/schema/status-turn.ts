/** The place of a status among those that one unit gives another on one letter, from 1; clocks tie, and are set back. */
export const STATUS_TURN_COLUMNS: readonly string[] = [
  `ALTER TABLE outbox ADD COLUMN turn BIGINT NOT NULL DEFAULT 0`,
];
