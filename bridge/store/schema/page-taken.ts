/** When the page's own words said that it has the signed files of a job; null while it did not. */
export const PAGE_TAKEN_COLUMNS: readonly string[] = [`ALTER TABLE job ADD COLUMN taken_at TEXT`];
