/** Control characters, zero-width characters and everything that changes the direction of writing. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/gu;
const FORBIDDEN = /[<>:"|?*]/gu;
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d|conin\$|conout\$)(?:\.|$)/iu;
/** Code points; leaves room for the folder on Windows and for 255 bytes on Linux. */
const LONGEST = 80;

/** Extension in lower case without the dot; empty when there is none. */
export function extensionOf(name: string): string {
  return /[^.]\.([\p{L}\p{N}]{1,12})$/u.exec(name)?.[1]?.toLowerCase() ?? '';
}

/** Most UTF-16 units of a name that a page gave. */
const LONGEST_SHOWN = 200;

/**
 * A name that a page gave, as it is shown and sent: without characters that hide or turn around what it says, and cut
 * before its extension, so that what kind of file it is can always be read.
 */
export function shownFileName(name: string): string {
  const visible = name.replace(INVISIBLE, '');
  if (visible.length <= LONGEST_SHOWN) return visible;
  const extension = extensionOf(visible);
  const tail = extension === '' ? '' : visible.slice(-(extension.length + 1));
  return `${visible.slice(0, LONGEST_SHOWN - tail.length).replace(/[\uD800-\uDBFF]$/u, '')}${tail}`;
}

/**
 * A name from a stranger as a harmless file name: last part of any path, NFC, no invisible or direction-changing
 * characters, none that Windows forbids, no device names, not hidden, not longer than 80 characters. Empty when
 * nothing is left.
 */
export function safeFileName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/u).at(-1) ?? '';
  const visible = last
    .replace(INVISIBLE, '')
    .replace(FORBIDDEN, '_')
    .replace(/\s+/gu, ' ')
    .replace(/^[. ]+|[. ]+$/gu, '');
  const named = RESERVED.test(visible) ? `_${visible}` : visible;
  const characters = Array.from(named);
  if (characters.length <= LONGEST) return named;
  const extension = extensionOf(named);
  const tail = extension === '' ? '' : named.slice(-(extension.length + 1));
  return `${characters
    .slice(0, LONGEST - tail.length)
    .join('')
    .replace(/[. ]+$/u, '')}${tail}`;
}

/** The name with a counter before its extension when it is taken; case does not make a name new. */
export function uniqueFileName(name: string, taken: Set<string>): string {
  const extension = extensionOf(name);
  const stem = extension === '' ? name : name.slice(0, -(extension.length + 1));
  const tail = extension === '' ? '' : name.slice(stem.length);
  let candidate = name;
  for (let count = 2; taken.has(candidate.toLowerCase()); count++) candidate = `${stem} (${count})${tail}`;
  taken.add(candidate.toLowerCase());
  return candidate;
}
