import { codeKey } from '../../shared/document/code.ts';
import { documentIdKey } from '../../shared/edxml/document-id.ts';
import type { LetterLink } from '../../shared/protocol/commands/letters.ts';
import type { SqlRow, Transaction } from './store.ts';

/** Which letter a reference stands in: an outgoing one or an incoming one. */
export type Owner = { letterId: string } | { itemId: string };

interface Reference {
  documentId?: string | undefined;
  code?: string | undefined;
  promulgationDate?: string | undefined;
}

const columnOf = (owner: Owner): [column: 'letter_id' | 'item_id', id: string] =>
  'letterId' in owner ? ['letter_id', owner.letterId] : ['item_id', owner.itemId];

/** Writes what a letter answers, in place of what was there before. */
export async function keepReferences(
  sql: Transaction,
  owner: Owner,
  references: readonly Reference[],
): Promise<void> {
  const [column, id] = columnOf(owner);
  await sql.run(`DELETE FROM letter_reference WHERE ${column} = ?`, [id]);
  for (const [position, { documentId = '', code = '', promulgationDate }] of references.entries()) {
    if (documentId === '' && code === '') continue;
    await sql.run(
      `INSERT INTO letter_reference (${column}, position, document_id, code, code_key, date) VALUES (?, ?, ?, ?, ?, ?)`,
      [id, position, documentIdKey(documentId), code, codeKey(code), promulgationDate ?? null],
    );
  }
}

const MOST = 50;

/**
 * Links of a letter both ways: what it answers, with the letter itself when we have it, and what answers it. A
 * DocumentId decides; without one the code and the date do. `self` is how the letter is named by others.
 */
export async function linksOf(
  sql: Transaction,
  owner: Owner,
  self: { documentId: string; code: string; date: string | null },
): Promise<LetterLink[]> {
  const [column, id] = columnOf(owner);
  const own = await sql.all(`SELECT * FROM letter_reference WHERE ${column} = ? ORDER BY position`, [id]);
  const links: LetterLink[] = [];
  for (const row of own.slice(0, MOST)) links.push(await answered(sql, column, row));
  const others = await sql.all(
    `SELECT * FROM letter_reference WHERE (document_id <> '' AND document_id = ?)
      OR (document_id = '' AND code_key <> '' AND code_key = ? AND (date IS NULL OR date = ?)) LIMIT ${MOST}`,
    [documentIdKey(self.documentId), codeKey(self.code), self.date ?? ''],
  );
  for (const row of others) {
    // A letter is answered from the other side: an incoming one by ours, ours by an incoming one.
    const other = column === 'letter_id' ? row.item_id : row.letter_id;
    if (other !== null) links.push(await answering(sql, column, String(other)));
  }
  return eachOnce(links);
}

/** Packages name the same letter twice, by its DocumentId and by its code: people see it once. */
function eachOnce(links: readonly LetterLink[]): LetterLink[] {
  const seen = new Set<string>();
  return links.filter(({ relation, letterId, itemId, code, date }) => {
    const key = `${relation}|${letterId ?? itemId ?? `${codeKey(code)}|${date ?? ''}`}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

async function answered(sql: Transaction, column: 'letter_id' | 'item_id', row: SqlRow): Promise<LetterLink> {
  const [table, key] =
    column === 'letter_id' ? (['inbox_item', 'item_id'] as const) : (['letter', 'letter_id'] as const);
  const byDocument = String(row.document_id) !== '';
  const found = await sql.get(
    byDocument
      ? `SELECT ${key} AS id FROM ${table} WHERE document_id = ?`
      : `SELECT ${key} AS id FROM ${table} WHERE code_key = ? AND (date = ? OR ? = '')`,
    byDocument
      ? [String(row.document_id)]
      : [String(row.code_key), String(row.date ?? ''), String(row.date ?? '')],
  );
  return {
    relation: 'answers',
    code: String(row.code) || String(row.document_id),
    date: row.date === null ? null : String(row.date),
    letterId: found && key === 'letter_id' ? String(found.id) : null,
    itemId: found && key === 'item_id' ? String(found.id) : null,
  };
}

async function answering(
  sql: Transaction,
  column: 'letter_id' | 'item_id',
  other: string,
): Promise<LetterLink> {
  const found = await sql.get(
    column === 'letter_id'
      ? `SELECT code, date FROM inbox_item WHERE item_id = ?`
      : `SELECT code, date FROM letter WHERE letter_id = ?`,
    [other],
  );
  return {
    relation: 'answered-by',
    code: String(found?.code ?? ''),
    date: found?.date ? String(found.date) : null,
    letterId: column === 'item_id' ? other : null,
    itemId: column === 'letter_id' ? other : null,
  };
}
