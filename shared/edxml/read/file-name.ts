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
