import type { z } from 'zod';
import type { SqlRow, SqlValue, Transaction } from './store.ts';

/** How one column lies in the database and in the program. */
export interface Column<Value> {
  read(stored: SqlValue): Value;
  write(value: Value): SqlValue;
}

type Columns = Readonly<Record<string, { read(stored: SqlValue): unknown; write(value: never): SqlValue }>>;
type ValueOf<Of> = Of extends { read(stored: SqlValue): infer Value } ? Value : never;
type RowOf<Of extends Columns> = { -readonly [Name in keyof Of]: ValueOf<Of[Name]> };
/** A row of a table as the program has it. */
export type TableRow<Of> = Of extends Table<infer Shape> ? Shape : never;

export const text: Column<string> = { read: String, write: (value) => value };
export const integer: Column<number> = { read: Number, write: (value) => value };
export const flag: Column<boolean> = {
  read: (stored) => Number(stored) === 1,
  write: (value) => (value ? 1 : 0),
};

export function nullable<Value>(column: Column<Value>): Column<Value | null> {
  return {
    read: (stored) => (stored === null || stored === undefined ? null : column.read(stored)),
    write: (value) => (value === null ? null : column.write(value)),
  };
}

/** One of the words that a schema knows. */
export function word<Word extends string>(schema: z.ZodType<Word>): Column<Word> {
  return { read: (stored) => schema.parse(stored), write: (value) => value };
}

/** A value as JSON, checked by its schema when it is read. */
export function json<Value>(schema: z.ZodType<Value>): Column<Value> {
  return {
    read: (stored) => schema.parse(JSON.parse(String(stored))),
    write: (value) => JSON.stringify(value),
  };
}

/** The one place that knows the columns of a table: their names, and what each holds. */
export interface Table<Row> {
  /** All columns of a row, or the named ones, as many as were selected. */
  read(row: SqlRow): Row;
  read<Name extends keyof Row>(row: SqlRow, names: readonly Name[]): Pick<Row, Name>;
  /**
   * Writes a whole row; the number of rows written, which is 0 when `unless` names a unique column whose value is there
   * already.
   */
  insert(sql: Transaction, row: Row, unless?: keyof Row & string): Promise<number>;
  /** `a = ?, b = ?` and its parameters, for an UPDATE. */
  assign(changes: Partial<Row>): { assignments: string; parameters: SqlValue[] };
}

/** `currentDocId` lies in `current_doc_id`. */
const inDatabase = (name: string): string => name.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`);

export function table<Of extends Columns>(tableName: string, columns: Of): Table<RowOf<Of>> {
  type Row = RowOf<Of>;
  const all = Object.keys(columns);
  const insertion = `INSERT INTO ${tableName} (${all.map(inDatabase).join(', ')}) VALUES (${all.map(() => '?').join(', ')})`;
  const written = (name: string, row: Partial<Row>): SqlValue =>
    columns[name]?.write(row[name] as never) ?? null;

  return {
    read: (row: SqlRow, names: readonly PropertyKey[] = all) =>
      Object.fromEntries(
        names.map((name) => [name, columns[String(name)]?.read(row[inDatabase(String(name))] ?? null)]),
      ) as Row,
    insert: (sql, row, unless) =>
      sql.run(
        unless === undefined ? insertion : `${insertion} ON CONFLICT (${inDatabase(unless)}) DO NOTHING`,
        all.map((name) => written(name, row)),
      ),
    assign(changes) {
      const names = Object.keys(changes);
      return {
        assignments: names.map((name) => `${inDatabase(name)} = ?`).join(', '),
        parameters: names.map((name) => written(name, changes)),
      };
    },
  };
}
