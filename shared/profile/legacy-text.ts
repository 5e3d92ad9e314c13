import type { Encoding } from './values.ts';

/**
 * Text of pages whose Vietnamese is not Unicode: bytes of an old character set that the browser took for Latin-1 and
 * that only a special font shows rightly. TCVN3 (TCVN 5712:1993, fonts ".Vn…") has one byte for each letter; VNI
 * (fonts "VNI-…") puts a mark behind the bare letter.
 */

/** TCVN3: bytes in the order of the letters beside them. Capitals with marks are the same bytes in a capital font. */
const TCVN3_BYTES = '¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉËÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\u00adøõö÷ùýúûüþ®¡¢£¤¥¦§';
const TCVN3_LETTERS = 'áàảãạăắằẳẵặâấầẩẫậéèẻẽẹêếềểễệíìỉĩịóòỏõọôốồổỗộơớờởỡợúùủũụưứừửữựýỳỷỹỵđĂÂÊÔƠƯĐ';

/** Words that hold such a byte; all else is the same in both sets. */
const TCVN3_WORD = /\S*[\u00a1-\u00ff]\S*/gu;

function fromTcvn3(text: string): string {
  return text.replace(TCVN3_WORD, (word) => {
    let written = '';
    for (const character of word) written += TCVN3_LETTERS[TCVN3_BYTES.indexOf(character)] ?? character;
    const isCapital = /[A-Z].*[A-Z]/u.test(word) && !/[a-z]/u.test(word);
    return isCapital ? written.toUpperCase() : written;
  });
}

/** VNI: marks behind a letter, lower case, as Unicode combining marks. */
const VNI_MARKS: Readonly<Record<string, string>> = {
  ù: '\u0301',
  ø: '\u0300',
  û: '\u0309',
  õ: '\u0303',
  ï: '\u0323',
  ê: '\u0306',
  é: '\u0306\u0301',
  è: '\u0306\u0300',
  ú: '\u0306\u0309',
  ü: '\u0306\u0303',
  ë: '\u0306\u0323',
  â: '\u0302',
  á: '\u0302\u0301',
  à: '\u0302\u0300',
  å: '\u0302\u0309',
  ã: '\u0302\u0303',
  ä: '\u0302\u0323',
};
/** VNI: letters of their own. */
const VNI_LETTERS: Readonly<Record<string, string>> = {
  ô: 'ơ',
  ö: 'ư',
  æ: 'ỉ',
  ó: 'ĩ',
  ò: 'ị',
  î: 'ỵ',
  ñ: 'đ',
};
const VNI = /([aeouyôö])([ùøûõïêéèúüëâáàåãä])|[ôöæóòîñ]/giu;

function fromVni(text: string): string {
  const letter = (one: string) => {
    const plain = VNI_LETTERS[one.toLowerCase()] ?? one.toLowerCase();
    return one === one.toLowerCase() ? plain : plain.toUpperCase();
  };
  return text.replace(VNI, (found: string, base?: string, mark?: string) =>
    base === undefined || mark === undefined
      ? letter(found)
      : (letter(base) + (VNI_MARKS[mark.toLowerCase()] ?? '')).normalize('NFC'),
  );
}

/**
 * What browsers make of bytes of an old set where a page declares another one, or none: `x-user-defined` (Encoding
 * Standard, 14.5) puts them into the private area; windows-1258 stands for pages without a word in Vietnamese browsers.
 */
const USER_DEFINED = 0xf700;
const WINDOWS_1258: Readonly<Record<string, string>> = {
  Ă: 'Ã',
  '\u0300': 'Ì',
  Đ: 'Ð',
  '\u0309': 'Ò',
  Ơ: 'Õ',
  Ư: 'Ý',
  '\u0303': 'Þ',
  ă: 'ã',
  '\u0301': 'ì',
  đ: 'ð',
  '\u0323': 'ò',
  ơ: 'õ',
  ư: 'ý',
  '₫': 'þ',
};
const DECLARED_OTHERWISE = /[\uf780-\uf7ffĂĐƠƯăđơư₫]|\u0300|\u0309|\u0303|\u0301|\u0323/gu;

/** Bytes of an old set as Latin-1 characters, however the page declared them. */
const asLatin1 = (text: string): string =>
  text.replace(
    DECLARED_OTHERWISE,
    (sign) => WINDOWS_1258[sign] ?? String.fromCodePoint(sign.charCodeAt(0) - USER_DEFINED),
  );

/** Letters that no old set has: what holds one was written in Unicode, also on a page that is half in an old set. */
const MODERN = /[\u1ea0-\u1ef9]/u;

/** Text as Unicode in NFC. */
export function toUnicode(text: string, encoding: Encoding | undefined): string {
  if (MODERN.test(text)) return text.normalize('NFC');
  if (encoding === 'tcvn3') return fromTcvn3(asLatin1(text)).normalize('NFC');
  if (encoding === 'vni') return fromVni(asLatin1(text).normalize('NFC')).normalize('NFC');
  return text.normalize('NFC');
}
