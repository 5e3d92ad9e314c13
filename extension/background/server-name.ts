import { shownFileName } from '../../shared/edxml/read/file-name.ts';

/** Names that servers give to files: RFC 6266, and what older ones make of it. */

const EXTENSION = /\.[\p{L}\p{N}]{1,12}$/u;

/** A link's text often lacks the extension that receivers need: then the server's own name for the file counts. */
export function nameWithExtension(name: string, headers: Pick<Headers, 'get'>): string {
  if (EXTENSION.test(name)) return name;
  const given = givenName(headers.get('content-disposition') ?? '').replace(/^.*[/\\]/u, '');
  if (EXTENSION.test(given)) return shownFileName(given.normalize('NFC'));
  const kind = headers.get('content-type')?.split(';')[0]?.trim() ?? '';
  return kind === 'application/pdf' ? `${name}.pdf` : name;
}

/** `filename*` (RFC 8187) before `filename`, which old servers write without quotes and in any character set. */
function givenName(disposition: string): string {
  const encoded = /filename\*\s*=\s*"?utf-8'[^']*'([^;\s"]+)/iu.exec(disposition)?.[1];
  if (encoded !== undefined) return percentDecoded(encoded);
  const plain = /filename\s*=\s*(?:"([^"]*)"|([^;]+))/iu.exec(disposition);
  return percentDecoded(mimeDecoded(utf8Again((plain?.[1] ?? plain?.[2] ?? '').trim())));
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Bytes of UTF-8, which headers give as Latin-1: `CÃ´ng vÄ\u0083n` is "Công văn". */
function utf8Again(text: string): string {
  const isLatin1 = [...text].every((character) => (character.codePointAt(0) ?? 0) <= 0xff);
  if (!isLatin1) return text;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return text;
  }
}

/** Words of mail headers (RFC 2047) that some servers put here: `=?UTF-8?B?Q8O0bmc=?=`. */
function mimeDecoded(text: string): string {
  return text.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/giu, (_, kind: string, words: string) => {
    try {
      const bytes =
        kind.toLowerCase() === 'b'
          ? atob(words)
          : words
              .replace(/_/gu, ' ')
              .replace(/=([\dA-F]{2})/giu, (_hex, code: string) =>
                String.fromCharCode(Number.parseInt(code, 16)),
              );
      return utf8Again(bytes);
    } catch {
      return words;
    }
  });
}
