import { Window } from 'happy-dom';
import { describe, expect, test } from 'vitest';
import sandbox from '../../tests/sandbox/qlvb/profile.json' with { type: 'json' };
import { isSameLetter, readIdentity } from './identity.ts';
import { holds, readFields, readFile, readText, readValue } from './read.ts';
import type { ReadableRoot, ReadingScope } from './readable.ts';
import { type PageRule, siteProfileSchema } from './schema.ts';

function scopeOf(html: string, address = 'https://qlvb.example.vn/vb/15?tab=1'): ReadingScope {
  const window = new Window({ url: address });
  window.document.write(html);
  const root = window.document as unknown as ReadableRoot;
  return {
    root,
    page: root,
    address,
    shadowOf: (element) => (element as unknown as { shadowRoot: ReadableRoot | null }).shadowRoot,
  };
}

describe('values beside labels', () => {
  const find = (html: string, label = 'Số ký hiệu') => readText({ label: [label] }, scopeOf(html));

  test.each([
    ['in the next cell of a table', '<table><tr><td>Số ký hiệu:</td><td>15/UBND-VP</td></tr></table>'],
    ['in the next definition', '<dl><dt>Số ký hiệu</dt><dd>15/UBND-VP</dd></dl>'],
    [
      'in the control a label points at',
      '<label for="a">Số ký hiệu (*)</label><input id="a" value="15/UBND-VP">',
    ],
    [
      'in a control inside the next cell',
      '<table><tr><th>Số ký hiệu</th><td><input value="15/UBND-VP"></td></tr></table>',
    ],
    ['after the colon of the same element', '<p>Số ký hiệu: 15/UBND-VP</p>'],
    ['beside a label wrapped in layout', '<div><div><b>Số ký hiệu</b></div><div>15/UBND-VP</div></div>'],
    ['with a colon in an element of its own', '<span>Số ký hiệu</span><span>:</span><span>15/UBND-VP</span>'],
    [
      'in decomposed Unicode',
      `<table><tr><td>${'Số ký hiệu'.normalize('NFD')}</td><td>15/UBND-VP</td></tr></table>`,
    ],
    ['in capitals', '<table><tr><td>SỐ KÝ HIỆU</td><td>15/UBND-VP</td></tr></table>'],
  ])('are found %s', (_, html) => {
    expect(find(html)).toBe('15/UBND-VP');
  });

  test('are the tags before an empty control that the label points at', () => {
    const tag = (name: string) => `<div role="button"><span>${name}</span><svg></svg></div>`;
    const scope = scopeOf(
      `<label for="n">Nơi nhận</label><div>${tag('UBND xã Mẫu B')}${tag('Bộ Mẫu')}<input id="n" role="combobox" value=""><button>Mở</button></div>`,
    );
    const values = readValue({ label: ['Nơi nhận'], split: ';' }, scope)?.values;
    expect(values).toEqual(['UBND xã Mẫu B', 'Bộ Mẫu']);
  });

  test('are not taken from a longer label', () => {
    expect(find('<table><tr><td>Số ký hiệu văn bản đến</td><td>9</td></tr></table>')).toBeUndefined();
  });

  test('come out in NFC', () => {
    const html = `<p>Trích yếu: ${'Về việc gửi văn bản'.normalize('NFD')}</p>`;
    expect(find(html, 'Trích yếu')).toBe('Về việc gửi văn bản');
  });
});

describe('other ways to a value', () => {
  test('a column is found by its heading, with cells that span', () => {
    const scope = scopeOf(
      '<table><thead><tr><th colspan="2">STT</th><th>Trích yếu</th></tr></thead><tbody><tr class="r"><td>1</td><td>x</td><td>Gửi báo cáo</td></tr><tr class="r"><td>2</td><td>y</td><td>Mời họp</td></tr></tbody></table>',
    );
    const rows = Array.from(scope.page.querySelectorAll('tr.r'));
    const read = rows.map((row) => readText({ header: 'Trích yếu' }, { ...scope, root: row }));
    expect(read).toEqual(['Gửi báo cáo', 'Mời họp']);
  });

  test('the address of the page gives a value', () => {
    expect(readText({ address: '/vb/(\\d+)' }, scopeOf(''))).toBe('15');
  });

  test('open shadow roots are entered by >>>', () => {
    const scope = scopeOf('<x-app></x-app>');
    const host = scope.page.querySelectorAll('x-app')[0] as unknown as {
      attachShadow(init: { mode: string }): { innerHTML: string };
    };
    host.attachShadow({ mode: 'open' }).innerHTML = '<a href="/f/1">tệp</a>';
    expect(readText({ selector: 'x-app >>> a', attribute: 'href', as: 'url' }, scope)).toBe(
      'https://qlvb.example.vn/f/1',
    );
  });

  test('the first rule that finds something counts, and an odd value is marked', () => {
    const scope = scopeOf('<b id="n">mười lăm</b>');
    const value = readValue([{ selector: '#missing' }, { selector: '#n', expect: '^\\d+$' }], scope);
    expect(value).toEqual({ values: ['mười lăm'], from: 'selector', expected: false });
  });

  test('lists are split, known words replaced, empty pieces dropped', () => {
    const scope = scopeOf('<p id="l">H99.02; ;G99</p><p id="k">KHẨN</p>');
    expect(readValue({ selector: '#l', split: ';' }, scope)?.values).toEqual(['H99.02', 'G99']);
    expect(readText({ selector: '#k', map: { Khẩn: '1' } }, scope)).toBe('1');
  });

  test('a broken selector finds nothing and does not throw', () => {
    expect(readValue({ selector: 'a[[' }, scopeOf('<a>x</a>'))).toBeUndefined();
  });
});

test('conditions look at the path, at what is there and what is not, and at texts', () => {
  const scope = scopeOf('<b id="s">Chờ ký duyệt</b>');
  expect(holds({ path: '^/vb/\\d+', exists: ['#s'], absent: ['#t'] }, scope)).toBe(true);
  expect(holds({ text: [{ selector: '#s', pattern: '^Chờ phát hành$' }] }, scope)).toBe(false);
  expect(holds({ exists: ['#s', '#t'] }, scope)).toBe(false);
});

test('a file keeps the address and name that the page gives, and the fields of a post', () => {
  const scope = scopeOf('<a class="f" href="../tep/%C4%91%C6%A1n.pdf">đơn.pdf</a><input id="t" value="abc">');
  expect(
    readFile(
      { at: { selector: 'a.f', attribute: 'href' }, post: { token: { selector: '#t', attribute: 'value' } } },
      scope,
    ),
  ).toEqual({
    address: 'https://qlvb.example.vn/tep/%C4%91%C6%A1n.pdf',
    name: 'đơn.pdf',
    post: { token: 'abc' },
    fromPage: true,
  });
  expect(readFile({ at: { selector: 'a.other', attribute: 'href' } }, scope)).toBeUndefined();
});

test('a file that is written out in its address is given by the page, and is no mark of the letter', () => {
  const scope = scopeOf('<embed class="f" src="data:application/pdf;base64,JVBERi0x/Lg==">');
  const page = { file: { at: { selector: 'embed.f', attribute: 'src' } }, fields: {} } as unknown as PageRule;
  expect(readFile(page.file, scope)).toMatchObject({ name: 'van-ban.pdf', fromPage: true });
  expect(readIdentity(page, scope)).toEqual({});
});

test('an empty viewer is the place of a file that is not there yet', () => {
  const at = { selector: 'iframe', attribute: 'src' };
  expect(readFile({ at }, scopeOf('<iframe src="about:blank"></iframe>'))).toBeUndefined();
});

test('the profile of the training system is valid and reads its page', () => {
  const profile = siteProfileSchema.parse(sandbox);
  const fields = profile.pages[0]?.fields ?? {};
  const scope = scopeOf(
    '<table id="chitiet"><tr><td>Số ký hiệu:</td><td>15/UBND-VP</td></tr><tr><td>Ngày ban hành:</td><td>05/01/2026</td></tr><tr><td>Trích yếu:</td><td>V/v gửi báo cáo</td></tr><tr><td>Độ khẩn:</td><td>Thượng khẩn</td></tr><tr><td>Nơi nhận:</td><td><ul><li data-ma="H99.02">H99.02 - Sở Mẫu</li><li data-ma="G99">G99 - Bộ Mẫu</li></ul></td></tr></table>',
  );
  const read = readFields(fields, scope);
  expect(Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value.values]))).toEqual({
    number: ['15'],
    notation: ['UBND-VP'],
    date: ['2026-01-05'],
    subject: ['gửi báo cáo'],
    priority: ['2'],
    recipients: ['H99.02 - Sở Mẫu', 'G99 - Bộ Mẫu'],
  });
});

test.each([
  ['two ways at once', { selector: 'a', label: ['b'] }],
  ['no way at all', { pattern: 'x' }],
  ['a broken expression', { selector: 'a', pattern: '(' }],
  ['an unknown key', { selector: 'a', script: 'alert(1)' }],
])('a rule with %s is refused', (_, rule) => {
  const profile = structuredClone(sandbox) as { pages: { fields: Record<string, unknown> }[] };
  const page = profile.pages[0];
  if (page) page.fields.number = rule;
  expect(siteProfileSchema.safeParse(profile).success).toBe(false);
});

describe('files behind tokens and viewers', () => {
  const viewer = scopeOf(
    '<iframe class="v" src="/web/viewer.html?file=%2Ftep%2F5%3Fa%3D1#page=1"></iframe><input id="id" value="A 7">',
  );
  test.each([
    [
      'from the address of a viewer',
      { selector: 'iframe.v', attribute: 'src', pattern: '[?&]file=([^&#]+)', decode: true },
      'https://qlvb.example.vn/tep/5?a=1',
    ],
    [
      'built from a value of the page',
      { selector: '#id', attribute: 'value', into: '/api/files/{}/content', as: 'url' },
      'https://qlvb.example.vn/api/files/A%207/content',
    ],
  ] as const)('the address comes %s', (_, at, address) => {
    expect(readFile({ at }, viewer)?.address).toBe(address);
  });

  test('an address keeps its letters as the server wrote them, decomposed too', () => {
    const written = 'Tờ trình.pdf'.normalize('NFD');
    const found = readFile(
      { at: { selector: 'a', attribute: 'href' } },
      scopeOf(`<a href="/tep/${written}">x</a>`),
    );
    expect(decodeURIComponent(found?.address ?? '')).toContain(written);
  });

  test('a token is read from storage or a cookie, and only the page asks with it', () => {
    const scope: ReadingScope = {
      ...scopeOf('<a href="/f/1">x</a>'),
      stored: (area, key) => (area === 'session' && key === 'auth' ? '{"user":{"token":"t0"}}' : null),
      cookies: () => 'a=1; XSRF-TOKEN=b%3Dc',
    };
    const file = readFile(
      {
        at: { selector: 'a', attribute: 'href' },
        headers: {
          Authorization: { storage: { area: 'session', key: 'auth', path: 'user.token' }, into: 'Bearer {}' },
          'X-XSRF-TOKEN': { cookie: 'XSRF-TOKEN' },
        },
      },
      scope,
    );
    expect(file).toMatchObject({
      fromPage: true,
      headers: { Authorization: 'Bearer t0', 'X-XSRF-TOKEN': 'b=c' },
    });
  });
});

test.each([
  ['tcvn3', '<table><tr><td>TrÝch yÕu:</td><td>B¸o c¸o c«ng t¸c</td></tr></table>'],
  ['vni', '<table><tr><td>Trích yeáu:</td><td>Baùo caùo coâng taùc</td></tr></table>'],
] as const)('labels and values in %s are read as Unicode', (encoding, html) => {
  expect(readText({ label: ['Trích yếu'] }, { ...scopeOf(html), encoding })).toBe('Báo cáo công tác');
});

describe('the identity of a letter', () => {
  const page = siteProfileSchema.parse(sandbox).pages[0];
  const shows = (number: string, file = '/f/1') =>
    scopeOf(
      `<table id="chitiet"><tr><td>Số ký hiệu:</td><td>${number}</td></tr><tr><td>Tệp</td><td><a class="tep" href="${file}">t</a></td></tr></table>`,
    );
  if (!page) throw new Error('the profile has a page');
  const then = readIdentity(page, shows('15/UBND'));

  test.each([
    ['the same page', shows('15/UBND'), true],
    ['another number under the same address', shows('16/UBND'), false],
    ['a number that is gone', shows(''), false],
    ['another file under the same number', shows('15/UBND', '/f/2'), false],
  ] as const)('%s', (_, scope, same) => {
    expect(isSameLetter(then, readIdentity(page, scope))).toBe(same);
  });

  test('an identity rule of the profile stands above all others', () => {
    const withRule = { ...page, identity: { selector: 'a.tep', attribute: 'href', pattern: '/f/(\\d+)' } };
    const before = readIdentity(withRule, shows('15/UBND', '/f/1?t=1'));
    expect(isSameLetter(before, readIdentity(withRule, shows('99/UBND', '/f/1?t=2')))).toBe(true);
    expect(isSameLetter(before, readIdentity(withRule, shows('15/UBND', '/f/2?t=1')))).toBe(false);
  });
});
