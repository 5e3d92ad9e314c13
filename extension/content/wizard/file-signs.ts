import { FILE_WORDS, LETTER_WORDS } from '../../../shared/profile/propose/words.ts';
import { labelKey } from '../../../shared/profile/text.ts';
import { insideOf } from '../scope.ts';
import { keysOf, wordsOf } from './trees.ts';

/** By what an element of a page is known to stand for a file of the letter. */

const FILE_PATH =
  /(?:^|[/?&=_-])(?:tep|file|documents?\/|download|tai|taive|attach|dinhkem|dinh-kem|pdf|noidung|content)/iu;
/** Names of functions that get a file. */
const FILE_CALL =
  /(?:^|[^\w$.])\w*(?:download|tai_?(?:ve|tep|file|van_?ban)|(?:xem|mo|open|view|show)_?(?:tep|file|pdf|van_?ban))\w*\(/iu;
export const PDF_NAME = /\.pdf(?:$|[?#&\s)'"])/iu;
/** Guides of the system itself; "Hướng dẫn" is also a kind of letter, with a number in its name. */
const ELSEWHERE =
  /dangxuat|logout|signout|(?:^|[/_-])help(?:[/._?-]|$)|hdsd|huong-?dan(?:-?su-?dung|\.\w+(?:$|[?#\s]))/iu;
/** Addresses that do something when they are asked: a trial must never ask for one. */
const ACTS = /(?:^|[/?&=._-])(?:xoa|delete|remove|del)(?:$|[/?&=._-])/iu;
const ACTS_TEXT = /^(?:xoa|huy|bo|sua|delete|remove|edit|duyet|chuyen|thu hoi|gui|tai .*len|upload)(?: |$)/u;
const GUIDE_TEXT = /^(?:huong dan(?: pdf| (?:su dung|nguoi dung|cai dat).*)?|tro giup.*|help|user guide.*)$/u;
/** Words that people press to get a file, or that name it; to see one may lead to a page as well. */
const GET_TEXT = /^(?:tai (?:ve|xuong|tep|file|van ban)|download)(?: |$)|^pdf$/u;
const NAME_TEXT = /^(?:van ban|ban|tep|file) (?:dien tu|mem|van ban|dinh kem)(?: |$)/u;
/** Words that say of what they get that it is the letter. */
const GET_LETTER = /^tai (?:ve |xuong )?(?:tep |file )?(?:van ban|cong van|toan van|du thao|pdf)(?: |$)/u;
const SEE_TEXT = /^(?:xem|mo) .*(?:tep|file|van ban|noi dung|toan van|pdf)|^toan van$/u;
/** Links that send a form of the page: of WebForms and of JSF. */
const SENDS_FORM = /__doPostBack\(|WebForm_PostBackOptions\(|jsfcljs\(|addSubmitParam\(/u;
/** Signs that it is a PDF. */
const PDF_SIGN = /(?:^|[^a-z])pdf(?:$|[^a-z])/iu;
/** Names that makers give to the parts of a page in which files lie. */
const FILE_PART =
  /(?:^|[-_ ])(?:files?|attach(?:ment|ed)?s?|upload(?:ed)?|documents?|tep|dinh-?kem|taglib-document)(?:$|[-_ ])/iu;
/** Parts that speak of other letters than the page's own. */
const OTHER_LETTERS =
  /^(?:(?:cac )?van ban (?:lien quan|den|tham khao|can cu)|lien quan|phieu trinh|can cu)/u;
const PARTS = 'section,fieldset,table,dl,ul,[class*=panel],[class*=card],[class*=box],[class*=group]';

const keysIn = (text: string, most = 100): string[] => keysOf(text.slice(0, most));

/** Buttons that send a form by POST. */
export const SUBMITS = 'form button,form input[type=submit]';
export const isSubmit = (element: Element): boolean =>
  (element.localName === 'button' || element.localName === 'input') &&
  (element as HTMLButtonElement).type === 'submit' &&
  element.closest('form')?.getAttribute('method')?.toLowerCase() === 'post';
export const FRAMES = ['iframe', 'frame', 'embed', 'object'];

/** True for what says that it is a PDF by its title, its kind or its picture. */
const saysPdf = (element: Element) =>
  PDF_SIGN.test(wordsOf(element)) ||
  [element, ...[...element.querySelectorAll('img,i,svg,span')].slice(0, 10)].some((one) =>
    ['title', 'aria-label', 'alt', 'src', 'class', 'type'].some((name) =>
      PDF_SIGN.test(one.getAttribute(name) ?? ''),
    ),
  );

export const actsWhenAsked = (address: string): boolean => ACTS.test(address);
/** True for an address that looks like one of a file. */
export const mayBeFile = (address: string): boolean => FILE_PATH.test(address) || PDF_NAME.test(address);

/** True for what does something when its address is asked, by its address or its words. */
export const isAct = (element: Element): boolean =>
  actsWhenAsked(element.getAttribute('href') ?? '') ||
  keysIn(wordsOf(element)).some((key) => ACTS_TEXT.test(key));

const BLOCK = 'tr,li,dl,p,div,section';
/** In more words a label is one of many. */
const MOST_AROUND = 160;

/** The words before it, in the nearest block that has any beside its own, say that it is a file of the letter. */
const besideFileWords = (element: Element): boolean => {
  let around = element.closest(BLOCK);
  for (let step = 0; around && step < 4; around = around.parentElement?.closest(BLOCK) ?? null, step += 1) {
    const text = around.textContent ?? '';
    if (step > 0 && text.length > MOST_AROUND) return false;
    const keys = keysIn(text, 300);
    if (FILE_WORDS.some((word) => keys.some((key) => key.startsWith(labelKey(word))))) return true;
  }
  return false;
};

/** Words of a line, its cells apart. */
export const lineText = (line: Element): string =>
  line.children.length > 0
    ? [...line.children].map((cell) => cell.textContent ?? '').join(' ')
    : (line.textContent ?? '');

/** A line of a table of files that names one: the button in it has no words of its own. */
const besidePdfName = (element: Element): boolean => {
  const line = element.closest('tr,li,[role=row],[role=listitem]');
  const text = line ? lineText(line) : '';
  return text.length < 400 && PDF_NAME.test(`${text.replace(/\s+/gu, ' ')} `);
};

/** Words beside one of several files that say what it is of the letter. */
const LETTER_ITSELF = new RegExp(`(?:^| )(?:${LETTER_WORDS.map(labelKey).join('|')})(?: |$)`, 'u');
const ONLY_WITH_IT = /(?:^| )(?:phu luc|kem theo|bieu mau|tai lieu|tham khao)(?: |$)/u;
/** The line of a list of files. */
export const FILE_LINE = 'tr,li,[role=row],[role=listitem],dd,p';
/** More links are several files. */
const LINKS_OF_ONE = 4;

function partOfLetter(element: Element): 'letter' | 'supplement' | undefined {
  const line = element.closest(FILE_LINE);
  if (!line || line.querySelectorAll('a').length > LINKS_OF_ONE) return undefined;
  const keys = keysIn(lineText(line), 300);
  if (keys.some((key) => LETTER_ITSELF.test(key))) return 'letter';
  return keys.some((key) => ONLY_WITH_IT.test(key)) ? 'supplement' : undefined;
}

function amongFiles(element: Element): boolean {
  let at: Element | null = element;
  for (let step = 0; at && step < 5; at = at.parentElement, step += 1) {
    if (FILE_PART.test(`${at.getAttribute('class') ?? ''} ${at.id}`)) return true;
  }
  return false;
}

/** What a browser makes of a frame that shows a PDF: a document of that type, or one that no page may see. */
function framedPdf(frame: Element, isOfThisSite: boolean): number {
  if (frame.getAttribute('type') === 'application/pdf') return 5;
  if (frame.localName !== 'iframe' && frame.localName !== 'frame') return 0;
  const inner = insideOf(frame) as Document | null;
  if (inner?.contentType === 'application/pdf') return 6;
  return inner === null && isOfThisSite && !frame.hasAttribute('sandbox') ? 2 : 0;
}

/**
 * How surely an element stands for a file, 0 for not at all. `address` is all that its attributes say; a viewer is
 * told what file it shows, when it names one of this site.
 */
export function fileSigns(
  element: Element,
  address: string,
  about: { isViewer: boolean; isOfThisSite: boolean },
): number {
  const isFrame = FRAMES.includes(element.localName);
  const texts = isFrame
    ? []
    : [
        wordsOf(element) || (element.localName === 'input' ? element.getAttribute('value') : ''),
        element.getAttribute('title'),
        element.getAttribute('aria-label'),
      ].flatMap((text) => keysIn(text ?? ''));
  const sends = SENDS_FORM.test(address) || isSubmit(element);
  if (ELSEWHERE.test(address) || ACTS.test(address)) return 0;
  if (texts.some((text) => ACTS_TEXT.test(text) || GUIDE_TEXT.test(text))) return 0;
  let score = PDF_NAME.test(`${address} `) || /^data:application\/pdf/iu.test(address) ? 6 : 0;
  if (!isFrame && PDF_NAME.test(`${wordsOf(element)} `)) score += 5;
  else if (!isFrame && score === 0 && wordsOf(element).length < 200 && saysPdf(element)) score += 4;
  if (texts.some((text) => GET_TEXT.test(text)))
    score += sends || texts.some((text) => GET_LETTER.test(text)) ? 5 : 2;
  // A button that sends a form may do anything: only its words make it one that gets a file.
  else if (isSubmit(element)) return 0;
  else if (texts.some((text) => NAME_TEXT.test(text))) score += 2;
  else if (texts.some((text) => SEE_TEXT.test(text))) score += 1;
  if (FILE_PATH.test(address) || FILE_CALL.test(address)) score += 3;
  if (element.hasAttribute('download')) score += 2;
  if (isFrame) {
    if (/^blob:/u.test(address) || about.isViewer) score += 5;
    return score + framedPdf(element, about.isOfThisSite);
  }
  if (score === 0) return 0;
  if (besideFileWords(element)) score += 3;
  else if (amongFiles(element)) score += 2;
  if (score < 9 && besidePdfName(element)) score += 3;
  const part = partOfLetter(element);
  if (part !== undefined) score += part === 'letter' ? 3 : -3;
  return score;
}

/** True where the page tells of other letters, or of papers that only go with this one. */
export function isOfAnotherLetter(element: Element): boolean {
  for (let at = element.closest(PARTS); at; at = at.parentElement?.closest(PARTS) ?? null) {
    const start = (at.textContent ?? '').slice(0, 400).replace(/\s+/gu, ' ');
    if (keysIn(start).some((key) => OTHER_LETTERS.test(key))) return true;
  }
  return false;
}
