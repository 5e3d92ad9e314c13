import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { buildSpecSchema, statusSpecSchema } from '../../bridge/edxml/build-spec.ts';
import { settingsSchema } from '../../bridge/settings/schema.ts';
import { SEND_RULE_IDS, SEND_RULES } from '../../shared/document/send-rules.ts';
import { LENGTHS } from '../../shared/edxml/lengths.ts';
import { WARNINGS } from '../../shared/edxml/read/warning-texts.ts';
import { missingPart } from '../../shared/edxml/rules/findings.ts';
import { FORM_RULES } from '../../shared/edxml/rules/form-rules.ts';
import { PACKAGE_RULES } from '../../shared/edxml/rules/package-rules.ts';
import { REQUIRED_PARTS } from '../../shared/edxml/rules/required.ts';
import type { ValueRule } from '../../shared/edxml/rules/rule.ts';
import type { ErrorEntry } from '../../shared/errors/entry.ts';
import { ERRORS } from '../../shared/errors.ts';
import { siteProfileSchema, valueRuleSchema } from '../../shared/profile/schema.ts';
import { COMMANDS } from '../../shared/protocol/commands.ts';
import { profileGuide } from './profile-guide.ts';

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

/** Shape of a schema that has a page part of its own; where it stands in another one, its name is enough. */
type Named = { name: string; shape: string };
const valueShape = (): Named => ({
  name: 'value',
  shape: Object.keys(
    (z.toJSONSchema(valueRuleSchema, { io: 'input', unrepresentable: 'any' }) as Schema).properties ?? {},
  ).join(),
});
const shapeOf = (schema: Schema) => Object.keys(schema.properties ?? {}).join();

/** The same schema with every occurrence of the named one replaced by its name. */
function withName(schema: Schema, named: Named): Schema {
  if (schema.properties && shapeOf(schema) === named.shape) return { type: named.name };
  const options = schema.anyOf ?? schema.oneOf;
  if (options?.[0]?.properties && shapeOf(options[0]) === named.shape) {
    return { type: named.name, ...(schema.description && { description: schema.description }) };
  }
  const inside = (one: Schema) => withName(one, named);
  return {
    ...schema,
    ...(schema.properties && {
      properties: Object.fromEntries(
        Object.entries(schema.properties).map(([key, member]) => [key, inside(member)]),
      ),
    }),
    ...(schema.items && { items: inside(schema.items) }),
    ...(schema.anyOf && { anyOf: schema.anyOf.map(inside) }),
    ...(schema.oneOf && { oneOf: schema.oneOf.map(inside) }),
    ...(typeof schema.additionalProperties === 'object' && {
      additionalProperties: inside(schema.additionalProperties),
    }),
  };
}

function typeWords(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' · ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(typeWords))].join(' or ');
  if (schema.type === 'array' && schema.items) return `list of ${typeWords(schema.items)}`;
  if (schema.type === 'object' && !schema.properties) {
    const held = schema.additionalProperties;
    return typeof held === 'object' && held.type !== 'string' ? `object of ${typeWords(held)}` : 'object';
  }
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

function table(schema: z.ZodType, depth: number, named?: Named): string[] {
  const whole = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema;
  const json = named ? withName(whole, named) : whole;
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

function profilePage(): string {
  return [
    '# Site profiles',
    '',
    'A site profile is one JSON file that tells the extension how a web document system is built: data, never code. Generated from `shared/profile/schema.ts` by `npm run docs`.',
    '',
    'Profiles of the build come first, then those of IT (policy `profiles`), then the clerk’s own; the first that knows an address is used. The policy `switchedOffProfiles` switches off by id, `switchedOffSites` by address. `kygui profile check PROFILE PAGE.html…` holds a profile against saved pages and the `examples` in it.',
    '',
    'Selectors are CSS; `a >>> b` goes on inside the shadow root of `a`, or inside the document of the frame `a`; `:scope` alone is the row of a list itself. Regular expressions are JavaScript source, run with the flag `u` on text in NFC with white space collapsed. One that a text could keep busy for ever, as `(a+)+`, is refused (SITE_EXPRESSION_ENDLESS); one whose parts share out the same text, as `(.*),(.*)`, gives no value for texts over 30,000, 1,200 or 200 characters, by how many parts do so; all others read texts of any length.',
    '',
    ...profileGuide(),
    '## A value',
    '',
    'Where `value` stands below, this object is meant, or a list of them of which the first that finds something counts.',
    '',
    ...table(valueRuleSchema, 2),
    '## The profile',
    '',
    ...table(siteProfileSchema, 4, valueShape()),
  ].join('\n');
}

function sendRulesPage(): string {
  const lines = [
    '# Rules before sending',
    '',
    'What a letter must meet before it leaves, from the screens and from `kygui send` alike. Generated from `shared/document/send-rules.ts` by `npm run docs`. Each rule has a named result; it is shown, and kept with the letter (`kygui status LETTER --json`, `checks`). `kygui send PACKAGE --check` shows the results and sends nothing.',
    '',
    'An office weighs a rule otherwise in `sending.policy` of its settings: `refuse`, `warning`, `notice` or `off`, by the id of the rule: stricter or milder than ours. Fixed rules (state secrets, broken signatures, a letter on its way) can only be made stricter. The weight is the gravest that breaking the rule has without a policy.',
    '',
    '| rule | weight | met when | | fixed |',
    '|---|---|---|---|---|',
  ];
  for (const id of SEND_RULE_IDS) {
    const { vi, en, weight } = SEND_RULES[id];
    lines.push(
      `| \`${id}\` | ${weight} | ${cell(vi)} | ${cell(en)} | ${'fixed' in SEND_RULES[id] ? 'yes' : ''} |`,
    );
  }
  return `${lines.join('\n')}\n`;
}

function buildPage(): string {
  return [
    '# SPEC.json of `kygui edxml build`',
    '',
    'What a package is made of. Generated from `bridge/edxml/build-spec.ts` by `npm run docs`. With an error of [edxml-rules.md](edxml-rules.md) nothing is built. `business.kind` is `new`, `recall`, `update` or `replace`.',
    '',
    '## A letter',
    '',
    ...table(buildSpecSchema, 3),
    '```json',
    JSON.stringify(
      {
        from: { organId: 'H99.01', organName: 'UBND xã Mẫu A' },
        recipients: [{ code: 'H99.02', organName: 'UBND xã Mẫu B' }],
        number: '15',
        notation: 'UBND-VP',
        date: '2026-01-05',
        subject: 'V/v thử nghiệm liên thông',
        signer: { position: 'Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
        documentType: { type: 2, typeName: 'Công văn' },
        attachments: [{ path: 'van-ban.pdf' }],
      },
      null,
      2,
    ),
    '```',
    '',
    '## A status',
    '',
    ...table(statusSpecSchema, 3),
    '```json',
    JSON.stringify(
      {
        from: { organId: 'H99.02', organName: 'UBND xã Mẫu B' },
        status: {
          code: '03',
          responseFor: {
            organId: 'H99.01',
            code: '15/UBND-VP',
            documentId: 'H99.01,2026/01/05,15/UBND-VP',
            promulgationDate: '2026-01-05',
          },
          staff: { department: 'Văn phòng', staff: 'Trần Thị Mẫu' },
        },
      },
      null,
      2,
    ),
    '```',
    '',
  ].join('\n');
}

function packageRulesPage(): string {
  const head = (title: string) => [
    '',
    `## ${title}`,
    '',
    '| id | weight | Tiếng Việt | English | asked by |',
    '|---|---|---|---|---|',
  ];
  const row = (id: string, weight: string, vi: string, en: string, clause: string) =>
    `| \`${id}\` | ${weight} | ${cell(vi)} | ${cell(en)} | ${cell(clause)} |`;
  const required = Object.keys(REQUIRED_PARTS).map((path) => {
    const { id, severity, vi, en, clause = '' } = missingPart(path);
    return row(id, severity, vi, en, clause);
  });
  const values = Object.entries<ValueRule>(PACKAGE_RULES).map(([id, { severity, says, clause }]) =>
    row(id, severity, says[0], says[1], clause),
  );
  const lengths = Object.entries(LENGTHS).map(
    ([path, { warning, error, vi, en }]) =>
      `| \`R.${path.replaceAll('/', '.')}\` | ${warning} | ${error} | ${cell(vi)} | ${cell(en)} |`,
  );
  const form = Object.entries(WARNINGS).map(([code, { severity, vi, en }]) =>
    row(code, severity, vi, en, FORM_RULES[code as keyof typeof FORM_RULES].clause),
  );
  return [
    '# Rules of edXML packages',
    '',
    'What `kygui edxml check` looks at; drafts meet the same rules before they become a package. Generated from `shared/edxml/rules` by `npm run docs`. Ids follow validators of the axis: `N` missing, `R` out of range, `M` mismatch, `T` wrong type, then the path. A finding names id, weight, path and line, what was found, what is expected and which text asks for it.',
    '',
    '`error`: the axis or a receiver may refuse or misread the package. `warning`: against the format, tolerated by known software. `notice`: worth knowing. Exit status 0 without errors, 3 with one; `--json` prints all of it.',
    ...head('Parts that must be there'),
    ...required,
    ...head('Values'),
    ...values,
    '',
    '## Lengths',
    '',
    'In characters: above the first figure a warning, above the second an error.',
    '',
    '| id | warning | error | | |',
    '|---|---|---|---|---|',
    ...lengths,
    ...head('Form'),
    ...form,
    '',
  ].join('\n');
}

const root = new URL('../../docs/', import.meta.url);

/** The generated pages by file name. */
export const pages: Record<string, () => string> = {
  'protocol.md': protocolPage,
  'errors.md': errorsPage,
  'settings.md': settingsPage,
  'send-rules.md': sendRulesPage,
  'edxml-rules.md': packageRulesPage,
  'edxml-build.md': buildPage,
  'profile.md': profilePage,
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
