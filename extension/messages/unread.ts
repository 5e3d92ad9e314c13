/** In `storage.local`: ids of incoming letters that nobody has looked at. A panel empties it, the worker shows their number. */
export const UNREAD = 'unread';
