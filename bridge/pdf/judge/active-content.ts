import { PDFArray, PDFBool, PDFDict, PDFHexString, PDFName, type PDFObject, PDFRef } from 'pdf-lib';
import type { Finding, FindingCode } from '../../../shared/document/gate.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { FileStream } from '../file/file-stream.ts';
import { hasStrayParts } from '../file/object-parser.ts';
import type { PdfView } from '../file/pdf-view.ts';
import { leadsOn } from '../file/reachable.ts';
import { formFields } from './revisions/signature-fields.ts';
import { dictAt, dictOf, elementsAt, entry, keysOf, nameOf, numberOf } from './revisions/values.ts';

/** Actions by their type (ISO 32000-2, table 201); those that only move within the document are not named. */
const ACTIONS: Readonly<Record<string, FindingCode>> = {
  JavaScript: 'JAVASCRIPT',
  Launch: 'LAUNCH',
  SubmitForm: 'FORM_ACTION',
  ImportData: 'FORM_ACTION',
  ResetForm: 'FORM_ACTION',
  Hide: 'HIDE_ACTION',
  SetOCGState: 'HIDE_ACTION',
  GoToR: 'REMOTE_FILE',
  GoToE: 'REMOTE_FILE',
  Rendition: 'MULTIMEDIA',
  Sound: 'MULTIMEDIA',
  Movie: 'MULTIMEDIA',
  GoTo3DView: 'MULTIMEDIA',
  RichMediaExecute: 'MULTIMEDIA',
};
const HARMLESS_ACTIONS = new Set(['GoTo', 'URI', 'Named', 'Thread', 'Trans', 'GoToDp']);
/** Where readers take a dictionary for an action, whatever else it says (ISO 32000-2, 12.6, 12.4.4.2). */
const ACTION_PLACES = ['A', 'Next', 'OpenAction', 'PA', 'NA'] as const;
const MULTIMEDIA = new Set(['RichMedia', '3D', 'Movie', 'Screen', 'Sound']);
/** Annotation flags Hidden and NoView (ISO 32000-2, table 167). */
const HIDDEN_FLAGS = 0x02 | 0x20;
/** Annotations that show nothing of their own when hidden: form fields and the windows of other annotations. */
const MAY_HIDE = new Set(['Widget', 'Popup', 'Link']);

const DESCRIPTION = 'Trailer.Info';
const MOST_OBJECTS = 2_000_000;
const DEEPEST = 300;

/**
 * Everything in the newest state of a document that acts, or shows something else to other readers, at other times
 * or in print (the ground for shadow attacks). Walks all that can be reached from the trailer once.
 */
export function findActiveContent(view: PdfView): Finding[] {
  const search = new Search(view);
  try {
    search.layers();
    search.document();
    search.walk(view.trailer, 'Trailer', 0);
  } catch (error) {
    if (!(error instanceof KyguiError)) throw error;
    search.note('UNREADABLE_PART', 'Trailer');
  }
  return search.findings();
}

class Search {
  readonly #view: PdfView;
  readonly #found = new Map<FindingCode, { path: string; count: number }>();
  readonly #seen = new Set<number>();
  readonly #actions = new Set<PDFDict>();
  readonly #queue: { ref: PDFRef; path: string }[] = [];

  constructor(view: PdfView) {
    this.#view = view;
  }

  findings(): Finding[] {
    return [...this.#found].map(([code, { path, count }]) => ({ code, path, count }));
  }

  note(code: FindingCode, path: string): void {
    const known = this.#found.get(code);
    if (known) known.count++;
    else this.#found.set(code, { path, count: 1 });
  }

  /** Entries of the catalog that speak for the whole document. */
  document(): void {
    const view = this.#view;
    const { catalog } = view;
    const open = entry(view, catalog, 'OpenAction');
    if (open instanceof PDFDict && !HARMLESS_ACTIONS.has(nameOf(entry(view, open, 'S')) ?? '')) {
      this.note('OPEN_ACTION', 'Root.OpenAction');
    }
    const names = dictAt(view, catalog, 'Names');
    if (names && entry(view, names, 'JavaScript')) this.note('JAVASCRIPT', 'Root.Names.JavaScript');
    if (names && entry(view, names, 'EmbeddedFiles')) this.note('EMBEDDED_FILES', 'Root.Names.EmbeddedFiles');
    const form = dictAt(view, catalog, 'AcroForm');
    if (form && entry(view, form, 'XFA') !== undefined) this.note('XFA', 'Root.AcroForm.XFA');
    if (form && entry(view, form, 'NeedAppearances') === PDFBool.True && hasFields(view)) {
      this.note('REDRAWN_FORM', 'Root.AcroForm.NeedAppearances');
    }
  }

  /** Optional content (ISO 32000-2, 8.11): groups that are off, or that turn by event, zoom or printing. */
  layers(): void {
    const view = this.#view;
    const properties = dictAt(view, view.catalog, 'OCProperties');
    if (!properties) return;
    const path = 'Root.OCProperties';
    for (const item of elementsAt(view, properties, 'OCGs')) {
      const group = dictOf(view.resolve(item));
      if (group && nameOf(entry(view, group, 'Type')) !== 'OCG') this.#group(group, `${path}.OCGs`);
    }
    const initial = dictAt(view, properties, 'D');
    const others = elementsAt(view, properties, 'Configs').flatMap(
      (item) => dictOf(view.resolve(item)) ?? [],
    );
    for (const config of initial ? [initial, ...others] : others) {
      const base = nameOf(entry(view, config, 'BaseState')) ?? 'ON';
      const off = elementsAt(view, config, 'OFF').length > 0;
      const automatic = elementsAt(view, config, 'AS').length > 0;
      if (base !== 'ON' || off) this.note('HIDDEN_LAYER', `${path}.${config === initial ? 'D' : 'Configs'}`);
      if (automatic && this.#usageMatters(properties)) this.note('HIDDEN_LAYER', `${path}.AS`);
    }
  }

  /** A group whose usage turns it off for export, at some zoom or for some people, where a configuration asks for that. */
  #usageMatters(properties: PDFDict): boolean {
    const view = this.#view;
    return elementsAt(view, properties, 'OCGs').some((item) => {
      const group = dictOf(view.resolve(item));
      const usage = group ? dictAt(view, group, 'Usage') : null;
      if (!usage) return false;
      return this.#isOff(usage, 'Export') || ['Zoom', 'User'].some((key) => usage.has(PDFName.of(key)));
    });
  }

  #isOff(usage: PDFDict, event: 'View' | 'Print' | 'Export'): boolean {
    const dict = dictAt(this.#view, usage, event);
    return dict !== null && nameOf(entry(this.#view, dict, `${event}State`)) === 'OFF';
  }

  /** The readers in the browsers go by these two even where no configuration asks for it; others do not. */
  #group(dict: PDFDict, path: string): void {
    const usage = dictAt(this.#view, dict, 'Usage');
    if (usage && (this.#isOff(usage, 'View') || this.#isOff(usage, 'Print')))
      this.note('HIDDEN_LAYER', `${path}.Usage`);
  }

  walk(start: PDFDict, path: string, depth: number): void {
    this.#value(start, path, depth);
    for (let next = this.#queue.pop(); next; next = this.#queue.pop()) {
      if (this.#seen.size > MOST_OBJECTS) {
        this.note('UNREADABLE_PART', next.path);
        return;
      }
      const value = this.#readable(next.ref, next.path);
      const dict = dictOf(value);
      if (next.path === DESCRIPTION && dict && hasStrayParts(dict)) this.#seen.delete(next.ref.objectNumber);
      this.#value(value, next.path, 0);
    }
  }

  /**
   * One part that cannot be read must not hide the others. The description of the file shows and does nothing, and some
   * writers spoil it; the same object met elsewhere is looked at anew.
   */
  #readable(ref: PDFRef, path: string): PDFObject | undefined {
    try {
      // Some readers overlook the generation.
      return this.#view.resolve(ref) ?? this.#view.object(ref.objectNumber) ?? undefined;
    } catch (error) {
      if (!(error instanceof KyguiError)) throw error;
      if (path === DESCRIPTION) this.#seen.delete(ref.objectNumber);
      else this.note('UNREADABLE_PART', path);
      return undefined;
    }
  }

  #value(value: PDFObject | undefined, path: string, depth: number): void {
    if (value instanceof PDFRef) {
      if (this.#seen.has(value.objectNumber)) return;
      this.#seen.add(value.objectNumber);
      this.#queue.push({ ref: value, path });
    } else if (value instanceof PDFArray) {
      for (const item of value.asArray()) this.#below(item, path, depth);
    } else {
      const dict = dictOf(value);
      if (!dict) return;
      // Readers disagree about what follows.
      if (path !== DESCRIPTION && hasStrayParts(dict)) this.note('UNREADABLE_PART', path);
      this.#inspect(dict, value instanceof FileStream, path);
      for (const [key, item] of dict.entries()) {
        if (leadsOn(item)) this.#below(item, `${path}.${key.decodeText()}`, depth);
      }
    }
  }

  #below(item: PDFObject, path: string, depth: number): void {
    if (depth > DEEPEST) this.note('UNREADABLE_PART', path.slice(0, 200));
    else if (leadsOn(item)) {
      this.#value(item, path.length > 200 ? path.slice(-200) : path, depth + 1);
    }
  }

  #inspect(dict: PDFDict, isStream: boolean, path: string): void {
    const view = this.#view;
    const type = nameOf(entry(view, dict, 'Type'));
    const subtype = nameOf(entry(view, dict, 'Subtype'));
    if (type === null || type === 'Action') this.#mayBeAction(dict, path);
    for (const key of ACTION_PLACES) this.#actionsAt(dict, key, `${path}.${key}`);
    this.#additionalActions(dict, path);
    if (isStream) this.#stream(dict, subtype, path);
    if (type === 'OCG') this.#group(dict, path);
    if (type === 'OCMD') this.#membership(dict, path);
    if (subtype !== null && dict.has(PDFName.of('Rect'))) this.#annotation(dict, subtype, path);
  }

  /** Somewhere else than an action belongs: structure elements have an /S of their own, and kids. */
  #mayBeAction(dict: PDFDict, path: string): void {
    if (!dict.has(PDFName.of('K')) && !dict.has(PDFName.of('RoleMap'))) this.#action(dict, path);
  }

  #actionsAt(dict: PDFDict, key: string, path: string): void {
    if (!dict.has(PDFName.of(key))) return;
    const value = this.#view.readable(dict.get(PDFName.of(key)));
    const items = value instanceof PDFArray ? value.asArray() : [value];
    for (const item of items) {
      const action = this.#view.readable(item);
      if (action instanceof PDFDict) this.#action(action, path);
    }
  }

  #action(dict: PDFDict, path: string): void {
    const kind = nameOf(entry(this.#view, dict, 'S'));
    const code = kind === null ? undefined : ACTIONS[kind];
    if (!code || this.#actions.has(dict)) return;
    this.#actions.add(dict);
    this.note(code, path);
  }

  #additionalActions(dict: PDFDict, path: string): void {
    const actions = entry(this.#view, dict, 'AA');
    if (!(actions instanceof PDFDict)) return;
    const acts = keysOf(actions).some((key) => {
      const action = entry(this.#view, actions, key);
      const kind = action instanceof PDFDict ? nameOf(entry(this.#view, action, 'S')) : null;
      return kind !== null && !HARMLESS_ACTIONS.has(kind);
    });
    if (acts) this.note('ADDITIONAL_ACTIONS', `${path}.AA`);
  }

  #stream(dict: PDFDict, subtype: string | null, path: string): void {
    const external = entry(this.#view, dict, 'F');
    if (external instanceof PDFHexString || external instanceof PDFDict)
      this.note('EXTERNAL_STREAM', `${path}.F`);
    if (subtype === 'Form' && dictAt(this.#view, dict, 'Ref')) this.note('EXTERNAL_STREAM', `${path}.Ref`);
    // A picture whose fine form the printer takes from another file (ISO 32000-2, 14.11.7).
    if ((subtype === 'Form' || subtype === 'Image') && dictAt(this.#view, dict, 'OPI'))
      this.note('EXTERNAL_STREAM', `${path}.OPI`);
    // PostScript for the printer, which viewers leave out (ISO 32000-1, 8.8.2).
    if (subtype === 'PS' || nameOf(entry(this.#view, dict, 'Subtype2')) === 'PS')
      this.note('PRINTED_ONLY', path);
    if (subtype === 'Image' && elementsAt(this.#view, dict, 'Alternates').length > 0) {
      this.note('ALTERNATE_IMAGE', `${path}.Alternates`);
    }
  }

  /** Membership dictionaries that show content when groups are off, or by an expression. */
  #membership(dict: PDFDict, path: string): void {
    const policy = nameOf(entry(this.#view, dict, 'P')) ?? 'AnyOn';
    if (policy === 'AllOff' || policy === 'AnyOff' || dict.has(PDFName.of('VE'))) {
      this.note('HIDDEN_LAYER', path);
    }
  }

  #annotation(dict: PDFDict, subtype: string, path: string): void {
    if (MULTIMEDIA.has(subtype)) this.note('MULTIMEDIA', path);
    if (subtype === 'FileAttachment') this.note('EMBEDDED_FILES', path);
    const flags = numberOf(entry(this.#view, dict, 'F')) ?? 0;
    if ((flags & HIDDEN_FLAGS) !== 0 && !MAY_HIDE.has(subtype)) this.note('HIDDEN_ANNOTATION', path);
  }
}

/** A form that only holds signatures has nothing that a viewer could draw anew. */
const hasFields = (view: PdfView): boolean => formFields(view).some((field) => field.type !== 'Sig');
