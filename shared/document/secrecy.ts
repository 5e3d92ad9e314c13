/** Levels of state secrets, as stamped. */
export type SecrecyLevel = 'MẬT' | 'TỐI MẬT' | 'TUYỆT MẬT';

/**
 * A marking that was found. `stamp`: it stands like a stamp, the document must not be handled. `possible`: upper
 * case or a label, but inside other text; a person must look. `mention`: running text speaks of secrets ("bí mật",
 * "bảo mật"). The text itself is never part of the result: it belongs in no log.
 */
export interface SecrecyMark {
  level: SecrecyLevel;
  strength: 'stamp' | 'possible' | 'mention';
  /** Line of the text, from 1. */
  line: number;
}

/**
 * Spellings of a stamp without spaces, in NFC: with diacritics, without, and as text comes out of PDFs set in the
 * old TCVN3 (`.VnTimeH`) and VNI fonts.
 */
const STAMPS: Readonly<Record<string, SecrecyLevel>> = {
  MẬT: 'MẬT',
  MAT: 'MẬT',
  MËT: 'MẬT',
  mËt: 'MẬT',
  MËt: 'MẬT',
  MAÄT: 'MẬT',
  TỐIMẬT: 'TỐI MẬT',
  TÔÍMẬT: 'TỐI MẬT',
  TOIMAT: 'TỐI MẬT',
  TèIMËT: 'TỐI MẬT',
  TÈIMËT: 'TỐI MẬT',
  tèimËt: 'TỐI MẬT',
  TOÁIMAÄT: 'TỐI MẬT',
  TUYỆTMẬT: 'TUYỆT MẬT',
  TUYETMAT: 'TUYỆT MẬT',
  TUYÖTMËT: 'TUYỆT MẬT',
  tuyÖtmËt: 'TUYỆT MẬT',
  TUYEÄTMAÄT: 'TUYỆT MẬT',
};

/** Words that make an upper-case MẬT part of another word: bảo mật, bí mật, cơ mật; mật mã, mật khẩu, mật độ … */
const BEFORE = new Set(['BẢO', 'BAO', 'BÍ', 'BI', 'CƠ', 'CO', 'THÂN', 'THAN']);
const AFTER = new Set([
  'MÃ',
  'MA',
  'KHẨU',
  'KHAU',
  'ĐỘ',
  'DO',
  'ONG',
  'THIẾT',
  'THIET',
  'VỤ',
  'VU',
  'THƯ',
  'THU',
]);

/** What separates a stamp from the text beside it when lines or cells run together. */
const BETWEEN_CELLS = /\t|\s{2,}|[[\](){}|–—;:"“”*]|(?<=\s)-(?=\s)|^-|-$/u;
const BETWEEN_NAME_PARTS = /[\s._[\](){}–—-]+/u;

const CAPITALS = /^\p{Lu}{2,}$/u;

const SPACED = /(?<![\p{L}\p{N}])(?:(T\s+U\s+Y\s+Ệ\s+T\s+)|(T\s+Ố\s+I\s+))?M\s+Ậ\s+T(?![\p{L}\p{N}])/u;
const LABEL = /(?:độ|dấu chỉ độ|mức độ)\s+mật\s*[:=]?\s*[“"(]?\s*(tuyệt\s+mật|tối\s+mật|mật)(?![\p{L}])/iu;
/** Alone in its line, but not in capitals. */
const TITLE_CASE = /^\s*(?:tuyệt\s+mật|tối\s+mật|mật)\s*$/iu;
const RUNNING = /(?<![\p{L}])(?:(tuyệt\s+mật)|(tối\s+mật)|(?:bí|bảo|cơ|độ)\s+mật)(?![\p{L}])/iu;

function levelOfPhrase(phrase: string): SecrecyLevel {
  const key = phrase.replace(/\s+/gu, ' ').toLocaleUpperCase('vi');
  return key === 'TUYỆT MẬT' || key === 'TỐI MẬT' ? key : 'MẬT';
}

/** A cell that is a stamp and nothing else, spaced letters included. */
function stampOf(cell: string): SecrecyLevel | undefined {
  const bare = cell.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  const letters = bare.replace(/[\s._*–-]+/gu, '');
  return Object.hasOwn(STAMPS, letters) ? STAMPS[letters] : undefined;
}

function lastWord(line: string | undefined): string {
  return /([\p{L}\p{N}]+)[^\p{L}\p{N}]*$/u.exec(line ?? '')?.[1] ?? '';
}

function firstWord(line: string | undefined): string {
  return /^[^\p{L}\p{N}]*([\p{L}\p{N}]+)/u.exec(line ?? '')?.[1] ?? '';
}

/** Upper-case MẬT inside a longer upper- or mixed-case line, unless it belongs to another word. */
function insideLine(line: string): SecrecyLevel | undefined {
  const pattern = /(?<![\p{L}\p{N}])(?:(TUYỆT)\s+|(TỐI)\s+)?MẬT(?![\p{L}\p{N}])/gu;
  for (const match of line.matchAll(pattern)) {
    const before = lastWord(line.slice(0, match.index));
    const after = firstWord(line.slice(match.index + match[0].length));
    if (match[1] === undefined && match[2] === undefined && (BEFORE.has(before) || AFTER.has(after)))
      continue;
    return levelOfPhrase(match[0]);
  }
  return undefined;
}

function markOfLine(line: string, before: string | undefined): Omit<SecrecyMark, 'line'> | undefined {
  const whole = stampOf(line);
  if (whole !== undefined) {
    // A heading broken before its last word: "… BẢO VỆ BÍ" / "MẬT".
    const continued = whole === 'MẬT' && BEFORE.has(lastWord(before));
    return { level: whole, strength: continued ? 'possible' : 'stamp' };
  }
  const spaced = SPACED.exec(line);
  if (spaced !== null) {
    const level = spaced[1] !== undefined ? 'TUYỆT MẬT' : spaced[2] !== undefined ? 'TỐI MẬT' : 'MẬT';
    return { level, strength: 'stamp' };
  }
  for (const cell of line.split(BETWEEN_CELLS)) {
    const level = stampOf(cell);
    if (level !== undefined) return { level, strength: 'stamp' };
  }
  const label = LABEL.exec(line);
  if (label !== null) return { level: levelOfPhrase(label[1] ?? ''), strength: 'stamp' };
  if (TITLE_CASE.test(line)) return { level: levelOfPhrase(line.trim()), strength: 'possible' };
  const inside = insideLine(line);
  if (inside !== undefined) return { level: inside, strength: 'possible' };
  const running = RUNNING.exec(line);
  if (running !== null) return { level: levelOfPhrase(running[0]), strength: 'mention' };
  return undefined;
}

/** Without characters that show nothing, and without other forms of the same letters (full width, no-break space). */
function plainText(text: string): string {
  return text.normalize('NFKC').replace(/\p{Cf}/gu, '');
}

/**
 * Looks for state-secret markings in a document's text, one mark at most for each line. Upper case standing alone
 * in its line or cell, with diacritics or without, spaced letters included, is a stamp; "bảo mật" and "bí mật" in
 * running text are mentions. An aid, not a licence: images are not seen.
 */
export function findSecrecyMarks(text: string): SecrecyMark[] {
  const marks: SecrecyMark[] = [];
  let before: string | undefined;
  for (const [index, line] of plainText(text)
    .split(/\r\n|[\n\r\f\u2028\u2029]/u)
    .entries()) {
    const mark = markOfLine(line, before);
    if (mark !== undefined) marks.push({ ...mark, line: index + 1 });
    if (line.trim() !== '') before = line;
  }
  return marks;
}

/**
 * The same for one-line fields and file names, where `_`, `-` and `.` separate words: `TOI-MAT_baocao.pdf`,
 * `[MẬT] V/v …`. Without diacritics only a leading or bracketed `MAT` is a stamp: `ke-hoach-MAT-bang.pdf` is
 * only possible.
 */
export function findSecrecyMarkInName(name: string): SecrecyMark | undefined {
  const normal = plainText(name);
  const [asText] = findSecrecyMarks(normal);
  if (asText?.strength === 'stamp') return asText;
  const words = normal.split(BETWEEN_NAME_PARTS).filter((word) => word !== '');
  for (const [index, word] of words.entries()) {
    const pair = index > 0 ? STAMPS[`${words[index - 1]}${word}`] : undefined;
    if (pair !== undefined && pair !== 'MẬT') return { level: pair, strength: 'stamp', line: 1 };
    const single = Object.hasOwn(STAMPS, word) ? STAMPS[word] : undefined;
    if (single === undefined) continue;
    if (single !== 'MẬT') return { level: single, strength: 'stamp', line: 1 };
    if (BEFORE.has(words[index - 1] ?? '') || AFTER.has(words[index + 1] ?? '')) continue;
    const outer = index === 0 || index === words.length - 1;
    // Written all in capitals without diacritics it is more often mặt, mất or mắt: `MAT TRAN TO QUOC.pdf`.
    const amongCapitals = [words[index - 1], words[index + 1]].some((other) => CAPITALS.test(other ?? ''));
    const alone = word === 'MẬT' || (outer && !amongCapitals);
    return { level: 'MẬT', strength: alone ? 'stamp' : 'possible', line: 1 };
  }
  return asText;
}
