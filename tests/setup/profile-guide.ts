import { readFileSync } from 'node:fs';
import type { z } from 'zod';
import { afterwardsSchema, fileRuleSchema, giveBackRuleSchema } from '../../shared/profile/schema.ts';
import { fieldRuleSchema } from '../../shared/profile/values.ts';

/** The part of docs/profile.md that shows how one is written; every piece of it passes the schema, or there is no page. */

const checked = <Schema extends z.ZodType>(schema: Schema, rule: z.input<Schema>): string => {
  schema.parse(rule);
  return `\`${JSON.stringify(rule).replaceAll('|', '\\|')}\``;
};
const file = (rule: z.input<typeof fileRuleSchema>) => checked(fileRuleSchema, rule);
const value = (rule: z.input<typeof fieldRuleSchema>) => checked(fieldRuleSchema, rule);
const back = (rule: z.input<typeof giveBackRuleSchema>) => checked(giveBackRuleSchema, rule);

const FILES: readonly [string, string][] = [
  ['A link', file({ at: { selector: 'a.tep', attribute: 'href' }, name: { selector: 'a.tep' } })],
  ['An embedded viewer', file({ at: { selector: 'object#xem', attribute: 'data' } })],
  [
    'Of several files the one whose line says that it is the letter',
    file({
      at: { selector: '#tep tr a', beside: 'Văn bản chính', attribute: 'href' },
      name: { selector: '#tep tr a', beside: 'Văn bản chính' },
    }),
  ],
  [
    'A viewer that names the file in its own address, relative to itself',
    file({
      at: {
        selector: 'iframe.xem',
        attribute: 'src',
        pattern: '[?&]file=([^&#]+)',
        decode: true,
        base: 'found',
      },
    }),
  ],
  [
    'A `blob:` that a button of the page brings',
    file({ at: { selector: 'iframe.viewer', attribute: 'src' }, open: 'button.xem' }),
  ],
  [
    'A post-back of WebForms: the form’s controls go along',
    file({
      at: { address: '^.*$' },
      form: '#aspnetForm',
      post: { __EVENTTARGET: { constant: 'ctl00$lnkTep' } },
    }),
  ],
  [
    'An address built from a value of the page, asked for with the page’s token',
    file({
      at: {
        selector: 'article',
        attribute: 'id',
        pattern: '^doc-(\\d+)$',
        into: '/api/documents/{}/content',
      },
      headers: {
        Authorization: { storage: { area: 'session', key: 'auth', path: 'user.token' }, into: 'Bearer {}' },
      },
    }),
  ],
];

const VALUES: readonly [string, string][] = [
  ['Words printed beside it', value({ label: ['Trích yếu', 'V/v'] })],
  ['A column of a list', value({ header: 'Ngày ban hành', as: 'day' })],
  [
    'Number and notation printed together',
    value({ label: ['Số ký hiệu'], pattern: '^(\\d+)\\s*/', expect: '^\\d+$' }),
  ],
  ['A control of the form', value({ selector: '#txtNguoiKy', attribute: 'value' })],
  [
    'Several recipients by the codes in an attribute',
    value({ selector: 'li[data-ma]', attribute: 'data-ma', many: true }),
  ],
  ['Lines in one cell', value({ label: ['Nơi nhận'], split: '\\n|;', pattern: '^-?\\s*([^;]+)' })],
  [
    'Words to the numbers of the axis',
    value({ label: ['Độ khẩn'], map: { Thường: '0', Khẩn: '1', 'Hỏa tốc': '3' } }),
  ],
  ['In a closed shadow root', value({ selector: 'vb-chi-tiet >>> .so' })],
  ['In one part of a page with several letters', value({ label: ['Số ký hiệu'], within: '#du-thao' })],
  ['The key that the row of a list bears itself', value({ selector: ':scope', attribute: 'data-id' })],
  ['The first way that finds something', value([{ selector: '#so' }, { address: '[?&]so=(\\d+)' }])],
];

const BACKS: readonly [string, string][] = [
  ['The page’s own file input and button', back({ way: 'form', input: '#fuTepKy', submit: '#btnCapNhat' })],
  [
    'Buttons one after the other: upload, keep what was uploaded, confirm',
    back({
      way: 'form',
      input: '#fuTepKy',
      submit: '#btnTaiLen',
      further: [{ press: '#btnLuu', uploaded: '/tai-len(?:[?]|$)' }, { press: '.hop-thoai .dong-y' }],
    }),
  ],
  [
    'A request, with the token that the page keeps in a `meta`',
    back({
      way: 'request',
      address: { constant: '/cap-nhat', as: 'url' },
      fileField: 'file',
      fields: {
        _csrf: { selector: 'meta[name=_csrf]', attribute: 'content', in: 'page' },
        id: { selector: ':scope', attribute: 'data-id' },
      },
      succeeded: '"ok":true',
    }),
  ],
  [
    'A viewer whose hidden controls are saved',
    back({ way: 'viewer', viewer: 'object#xem', content: '#noiDungTep', name: '#tenTep', submit: '#luu' }),
  ],
];

const rows = (pairs: readonly [string, string][]) => [
  '| what the page has | rule |',
  '|---|---|',
  ...pairs.map(([what, rule]) => `| ${what} | ${rule} |`),
  '',
];

const EXAMPLE = new URL('../sandbox/systems/table/profile.json', import.meta.url);

export const profileGuide = (): string[] => [
  '## From a page to a profile',
  '',
  '1. Open a letter in the system and let the wizard look at it (Settings → “Thêm hệ thống của đơn vị”), point at what it missed, and export. The JSON is a profile that works on that page; what follows makes it hold for the whole system and for everybody. The form for received letters is learned in the same window (“vào sổ văn bản đến”) and stands under `handIn`.',
  '2. `addresses`: every page of the system. `pages[].when`: what only this kind of page has, an address (`path`) or an element (`exists`). Addresses of a kind differ in numbers: write `\\\\d+` for them.',
  '3. `file`, `fields`, `buttons`, `giveBack` as below. Prefer what the maker named (`id`, `name`, labels, headings) to positions and to names that are made anew (`ext-gen1034`, `css-1x2y3z`). One letter under the same address as another needs `identity`.',
  '4. `afterwards`: what the page shows when it took the file, so that “đã trả về” is said on its word: ' +
    `${checked(afterwardsSchema, { within: 30, when: { text: [{ selector: '.alert-success', pattern: 'thành công' }] } })}.`,
  '5. Save two or three letters and a list from the browser as “Webpage, Single File” (`.mhtml`) or “Webpage, Complete” (frames go along with both), write down under `examples` what must be read from each, and run `kygui profile check PROFILE.json`: exit 0 when all is as expected. Keep them: after an update of the system, save anew and run it again.',
  '6. Give the JSON, as one text, to the policy `profiles` (see [it-guide.md](it-guide.md)).',
  '',
  '### Where the file is',
  '',
  ...rows(FILES),
  '### Where a value is',
  '',
  ...rows(VALUES),
  '### How the signed file goes back',
  '',
  ...rows(BACKS),
  '### A whole one',
  '',
  'A list that a script draws anew at any time, with texts in TCVN3; each row is a letter, and several can be ticked. `kygui profile check` holds it against its saved page in the tests of this repository.',
  '',
  '```json',
  readFileSync(EXAMPLE, 'utf8').trim(),
  '```',
  '',
];
