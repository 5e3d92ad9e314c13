/** Most letters in one batch: more than a morning's post, few enough for one look. */
export const BATCH_LIMIT = 200;
