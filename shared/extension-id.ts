/**
 * Id of the published extension in Chromium browsers: the first 16 bytes of SHA-256 over the public key of
 * manifest.json, each half byte written as a letter from a to p.
 */
export const EXTENSION_ID = 'annlggdefokokghgebbblicioehelebi';
