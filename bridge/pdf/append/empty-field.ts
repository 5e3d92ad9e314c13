import { PDFArray, PDFDict, PDFHexString, PDFName, PDFNumber, type PDFRef, PDFString } from 'pdf-lib';
import type { Rect } from '../../../shared/document/placement.ts';
import type { Role } from '../../../shared/document/role.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { PdfFile } from '../file/pdf-file.ts';
import { type Field, walkFields } from './fields.ts';
import { readSeed, type SeedDemands } from './seed-value.ts';

/** A signature field that the form's author left empty, merged with its one widget. */
export interface EmptyField {
  name: string;
  ref: PDFRef;
  dict: PDFDict;
  /** Page of the widget, from 1; its rectangle in user space, empty when the field is invisible. */
  page: number;
  rect: Rect;
  /** What is locked once this field is signed (ISO 32000-2, table 236). */
  lock: FieldLock | null;
  demands: SeedDemands;
}

export interface FieldLock {
  action: 'All' | 'Include' | 'Exclude';
  fields: readonly string[];
  /** DocMDP level from here on (PDF 2.0); null when the lock names none. */
  permissions: number | null;
}

/** Names that forms give the field of a role, without diacritics; a field whose name says another role is not taken. */
const ROLE_NAMES: Partial<Record<Role, RegExp>> = {
  approve: /approv|lanhdao|leader|thutruong|giamdoc|chutich|kyduyet|nguoiky|signature|chuky|^sig/u,
  issue: /issue|vanthu|phathanh|condau|seal|stamp|coquan|organi[sz]ation/u,
  initial: /nhay|initial/u,
  receive: /receiv|den|incoming/u,
};

/**
 * The empty field to sign into: the named one; without a name the only one of the file, when its own name fits the role.
 * Null when a new field is to be made.
 * @throws PDF_FIELD_UNUSABLE
 */
export function chooseEmptyField(
  file: PdfFile,
  role: Role,
  wanted: string | undefined,
  locked: readonly string[],
): EmptyField | null {
  const fields = [...signatureFields(file)];
  if (wanted === undefined) {
    const empty = fields.filter((field) => !isSigned(file, field));
    const [only] = empty;
    const fits = only && empty.length === 1 && (ROLE_NAMES[role]?.test(plainName(only.name)) ?? false);
    if (!fits || locked.includes(only.name)) return null;
    // What was not asked for is only taken where it can be done without a question.
    return tryOpen(file, only);
  }
  const field = fields.find((one) => one.name === wanted);
  if (!field) throw unusable(wanted, 'không có / missing');
  if (isSigned(file, field)) throw unusable(wanted, 'đã ký / already signed');
  if (locked.includes(wanted)) throw new KyguiError('PDF_LOCKED_BY_SIGNATURE');
  return openField(file, field);
}

const unusable = (field: string, problem: string) => new KyguiError('PDF_FIELD_UNUSABLE', { field, problem });

function tryOpen(file: PdfFile, field: Field): EmptyField | null {
  try {
    return openField(file, field);
  } catch (error) {
    if (error instanceof KyguiError && error.code === 'PDF_FIELD_UNUSABLE') return null;
    throw error;
  }
}

function* signatureFields(file: PdfFile): Generator<Field> {
  const view = file.latest;
  const form = view.get(view.catalog, 'AcroForm');
  if (!(form instanceof PDFDict)) return;
  for (const field of walkFields(view, form, file.limits.pages)) {
    // A node with named children is no field of its own (12.7.4.1).
    if (field.type === 'Sig' && view.get(field.dict, 'T') !== undefined) yield field;
  }
}

const isSigned = (file: PdfFile, { dict }: Field): boolean => file.latest.get(dict, 'V') instanceof PDFDict;

function openField(file: PdfFile, field: Field): EmptyField {
  const view = file.latest;
  const { dict, ref, name } = field;
  // PDF 2.0 wants exactly one widget, merged (12.7.5.5); anything else other programs read differently.
  if (!ref || view.get(dict, 'Kids') !== undefined || view.get(dict, 'Subtype') !== PDFName.of('Widget')) {
    throw unusable(name, 'widget');
  }
  const demands = readSeed(view, dict);
  if (demands.problem !== null) throw unusable(name, demands.problem);
  return {
    name,
    ref,
    dict,
    page: pageOf(file, ref, dict) ?? fail(name),
    rect: rectOf(file, dict),
    lock: readLock(file, dict),
    demands,
  };
}

const fail = (name: string): never => {
  throw unusable(name, 'trang / page');
};

/** The page whose /Annots lists the widget; its /P may be missing or wrong. */
function pageOf(file: PdfFile, ref: PDFRef, dict: PDFDict): number | null {
  for (const page of file.pages()) {
    const annotations = file.latest.get(page.dict, 'Annots');
    if (!(annotations instanceof PDFArray)) continue;
    if (annotations.asArray().some((one) => one === ref || file.latest.readable(one) === dict)) {
      return page.number;
    }
  }
  return null;
}

function rectOf(file: PdfFile, dict: PDFDict): Rect {
  const value = file.latest.get(dict, 'Rect');
  const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] =
    value instanceof PDFArray
      ? value.asArray().map((one) => {
          const number = file.latest.resolve(one);
          return number instanceof PDFNumber ? number.asNumber() : 0;
        })
      : [];
  return { x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) };
}

function readLock(file: PdfFile, dict: PDFDict): FieldLock | null {
  const view = file.latest;
  const lock = view.get(dict, 'Lock');
  if (!(lock instanceof PDFDict)) return null;
  const action = view.get(lock, 'Action');
  const word = action instanceof PDFName ? action.decodeText() : '';
  if (word !== 'All' && word !== 'Include' && word !== 'Exclude') return null;
  const names = view.get(lock, 'Fields');
  const level = view.get(lock, 'P');
  return {
    action: word,
    fields:
      names instanceof PDFArray
        ? names.asArray().flatMap((one) => {
            const text = view.resolve(one);
            return text instanceof PDFString || text instanceof PDFHexString ? [text.decodeText()] : [];
          })
        : [],
    permissions: level instanceof PDFNumber ? level.asNumber() : null,
  };
}

const plainName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/giu, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]/gu, '');
