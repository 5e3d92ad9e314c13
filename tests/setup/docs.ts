import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { settingsSchema } from '../../bridge/settings/schema.ts';
import type { ErrorEntry } from '../../shared/errors/entry.ts';
import { ERRORS } from '../../shared/errors.ts';
import { COMMANDS } from '../../shared/protocol/commands.ts';

interface Schema {
  type?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  default?: unknown;
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  additionalProperties?: Schema | boolean;
}

const cell = (text: string) => text.replace(/\|/gu, '\\|').replace(/\n/gu, ' ');

function typeWords(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' · ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(typeWords))].join(' or ');
  if (schema.type === 'array' && schema.items) return `list of ${typeWords(schema.items)}`;
  if (schema.type === 'object' && !schema.properties) return 'object';
  return [schema.type ?? 'any', schema.format && `(${schema.format})`].filter(Boolean).join(' ');
}

function* rows(schema: Schema, prefix: string, depth: number): Generator<string> {
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const optional = schema.required?.includes(name) ? '' : ' (optional)';
    const fallback =
      member.default === undefined || typeof member.default === 'object'
        ? ''
        : `, default \`${member.default}\``;
    yield `| \`${prefix}${name}\` | ${cell(typeWords(member))}${optional}${fallback} | ${cell(member.description ?? '')} |`;
    if (depth === 0) continue;
    if (member.properties) yield* rows(member, `${prefix}${name}.`, depth - 1);
    else if (member.items?.properties) yield* rows(member.items, `${prefix}${name}[].`, depth - 1);
    else
      for (const option of member.anyOf ?? member.oneOf ?? [])
        if (option.properties) yield* rows(option, `${prefix}${name}.`, depth - 1);
  }
}

function table(schema: z.ZodType, depth: number): string[] {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const lines = [...rows(json, '', depth)];
  return lines.length === 0
    ? ['Nothing.', '']
    : ['| field | type | meaning |', '|---|---|---|', ...new Set(lines), ''];
}

function protocolPage(): string {
  const lines = [
    '# Messages between extension and bridge',
    '',
    'Generated from `shared/protocol/commands.ts` by `npm run docs`. Commands marked *changes* alter something.',
    '',
  ];
  for (const [name, declared] of Object.entries(COMMANDS)) {
    lines.push(
      `## ${name}${declared.changes ? ' *(changes)*' : ''}`,
      '',
      declared.about,
      '',
      '**Request**',
      '',
      ...table(declared.request, 2),
      '**Answer**',
      '',
      ...table(declared.answer, 1),
    );
  }
  return lines.join('\n');
}

function errorsPage(): string {
  const lines = [
    '# Failures',
    '',
    'The closed list, generated from `shared/errors.ts` by `npm run docs`. Exit status: 1 failed, 2 wrong usage, 3 refused for a stated reason.',
    '',
    '| code | severity | again later? | exit | Tiếng Việt | English |',
    '|---|---|---|---|---|---|',
  ];
  for (const [code, entry] of Object.entries(ERRORS as Record<string, ErrorEntry>).sort(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    lines.push(
      `| \`${code}\` | ${entry.severity} | ${entry.retriable ? 'yes' : 'no'} | ${entry.exit} | ${cell(`${entry.vi.says} **→** ${entry.vi.next}`)} | ${cell(`${entry.en.says} **→** ${entry.en.next}`)} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function settingsPage(): string {
  return [
    '# Settings of a bridge',
    '',
    '`settings.json` in the folder named by `KYGUI_HOME`. Generated from `bridge/settings/schema.ts` by `npm run docs`.',
    '',
    ...table(settingsSchema, 3),
  ].join('\n');
}

const root = new URL('../../docs/', import.meta.url);

/** The generated pages by file name. */
export const pages: Record<string, () => string> = {
  'protocol.md': protocolPage,
  'errors.md': errorsPage,
  'settings.md': settingsPage,
};

export const pagePath = (name: string): string => fileURLToPath(new URL(name, root));

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, make] of Object.entries(pages)) {
    const text = make();
    writeFileSync(pagePath(name), text);
    process.stdout.write(
      `docs/${name}: ${text.length} characters${readFileSync(pagePath(name), 'utf8') === text ? '' : ' (not written)'}\n`,
    );
  }
}
