import { z } from 'zod';
import { KyguiError } from '../errors.ts';

/** Limits of recipient groups; a letter to more units than this is sent in several. */
export const GROUP_NAME_LENGTH = 100;
export const GROUP_SIZE = 2000;
export const GROUP_COUNT = 300;

/** Name of a group: NFC, without outer white space, in one line. */
export const groupNameSchema = z
  .string()
  .normalize('NFC')
  .trim()
  .min(1)
  .max(GROUP_NAME_LENGTH)
  .regex(/^[^\p{Cc}]+$/u);

/** Code of a member as it was given; whether the directory knows it is another question. */
export const memberCodeSchema = z.string().trim().min(1).max(60);

export const groupContentSchema = z.object({
  name: groupNameSchema,
  codes: z.array(memberCodeSchema).max(GROUP_SIZE),
});
export type GroupContent = z.infer<typeof groupContentSchema>;

const fileSchema = z.object({ groups: z.array(groupContentSchema).max(GROUP_COUNT) });

/** First line of our own CSV; spreadsheets of Vietnamese offices separate with semicolons. */
const HEADER = ['Nhóm', 'Mã', 'Tên'] as const;
const HEADER_NAMES = new Set(['nhom', 'ma', 'ten', 'group', 'code', 'name']);

/** Groups as a file for another office: JSON, or CSV with one member on each line (UTF-8 with a byte order mark). */
export function writeGroups(
  groups: readonly { name: string; members: readonly { code: string; name: string | null }[] }[],
  format: 'json' | 'csv',
): string {
  if (format === 'json') {
    const content = groups.map(({ name, members }) => ({ name, codes: members.map(({ code }) => code) }));
    return `${JSON.stringify({ groups: content }, null, 2)}\n`;
  }
  const rows = groups.flatMap(({ name, members }) =>
    members.map((member) => [name, member.code, member.name ?? '']),
  );
  return `\uFEFF${[HEADER, ...rows].map((row) => row.map(cell).join(';')).join('\r\n')}\r\n`;
}

/** Names come from the directory of the axis: a spreadsheet must not take one for a formula. */
function cell(text: string): string {
  const harmless = /^[=+\-@\t\r]/u.test(text) ? `'${text}` : text;
  return /[";\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/**
 * Reads groups from JSON (`{"groups": [{"name", "codes"}]}`) or CSV (group, code; separated by semicolon, comma or
 * tab; the first line may name the columns). Members of one group are joined, each code once.
 * @throws DIRECTORY_GROUP_FILE with the line or the place of the fault; nothing of the file is taken then
 */
export function readGroups(text: string): GroupContent[] {
  const plain = text.replace(/^\uFEFF/u, '');
  const groups = /^\s*[{[]/u.test(plain) ? fromJson(plain) : fromCsv(plain);
  if (groups.length === 0) throw new KyguiError('DIRECTORY_GROUP_FILE', { place: '1' });
  return groups.map(({ name, codes }) => ({ name, codes: [...new Set(codes)] }));
}

function fromJson(text: string): GroupContent[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new KyguiError('DIRECTORY_GROUP_FILE', { place: 'JSON' }, { cause });
  }
  const parsed = fileSchema.safeParse(Array.isArray(value) ? { groups: value } : value);
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw new KyguiError('DIRECTORY_GROUP_FILE', { place: place || 'groups' });
  }
  return parsed.data.groups;
}

function fromCsv(text: string): GroupContent[] {
  const lines = csvRows(text);
  const groups = new Map<string, GroupContent>();
  for (const [index, { line, cells }] of lines.entries()) {
    const [name = '', code = ''] = cells.map((one) => one.replace(/^'(?=[=+\-@])/u, '').trim());
    if (index === 0 && HEADER_NAMES.has(plainWord(name)) && HEADER_NAMES.has(plainWord(code))) continue;
    const parsed = groupContentSchema.safeParse({ name, codes: [code] });
    if (!parsed.success) throw new KyguiError('DIRECTORY_GROUP_FILE', { place: String(line) });
    const known = groups.get(parsed.data.name);
    if (known) known.codes.push(...parsed.data.codes);
    else groups.set(parsed.data.name, parsed.data);
    if ((known?.codes.length ?? 0) > GROUP_SIZE || groups.size > GROUP_COUNT)
      throw new KyguiError('DIRECTORY_GROUP_FILE', { place: String(line) });
  }
  return [...groups.values()];
}

const plainWord = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** Cells of each line that is not empty; quoted cells may hold separators, quotes and line breaks. */
function csvRows(text: string): { line: number; cells: string[] }[] {
  const first = text.slice(0, Math.max(0, text.search(/[\r\n]|$/u)));
  const separator = [';', '\t', ','].find((mark) => first.includes(mark)) ?? ';';
  const rows: { line: number; cells: string[] }[] = [];
  let cells: string[] = [];
  let held = '';
  let quoted = false;
  let line = 1;
  let began = 1;
  const endRow = () => {
    cells.push(held);
    if (cells.some((one) => one.trim() !== '')) rows.push({ line: began, cells });
    cells = [];
    held = '';
    began = line;
  };
  for (let at = 0; at < text.length; at += 1) {
    const mark = text[at] ?? '';
    if (mark === '\n' || (mark === '\r' && text[at + 1] !== '\n')) line += 1;
    if (quoted) {
      if (mark !== '"') held += mark;
      else if (text[at + 1] === '"') {
        held += '"';
        at += 1;
      } else quoted = false;
    } else if (mark === '"' && held === '') quoted = true;
    else if (mark === separator) {
      cells.push(held);
      held = '';
    } else if (mark === '\n' || (mark === '\r' && text[at + 1] !== '\n')) endRow();
    else if (mark !== '\r') held += mark;
  }
  if (quoted) throw new KyguiError('DIRECTORY_GROUP_FILE', { place: String(began) });
  endRow();
  return rows;
}
