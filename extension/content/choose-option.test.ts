// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { chooseOption, comboboxOf, showsChoice } from './choose-option.ts';

const $ = (selector: string) => document.querySelector(selector) as HTMLElement;

const TYPED = '<input id="kind" role="combobox" aria-expanded="false">';
const PRESSED = '<div id="kind" role="combobox" tabindex="0" aria-expanded="false"></div>';

/** A list that a library draws: it opens by a press, makes its options then, and shows what was chosen in a part of its own. */
function draw(options: readonly string[], input = TYPED, shows = (text: string | null) => text): void {
  document.body.innerHTML = `<form><input id="other" value="Quyết định"><div class="select"><span class="shown">-- Chọn --</span><div>${input}</div></div></form>`;
  const box = comboboxOf($('.select')) as HTMLElement;
  const shut = () => {
    $('ul')?.remove();
    box.setAttribute('aria-expanded', 'false');
  };
  const open = () => {
    const typed = (box as HTMLInputElement).value ?? '';
    const shown = options.filter((text) => text.includes(typed));
    shut();
    box.setAttribute('aria-expanded', 'true');
    const list = document.createElement('ul');
    list.setAttribute('role', 'listbox');
    list.innerHTML = shown.map((text) => `<li role="option">${text}</li>`).join('');
    list.addEventListener('click', (event) => {
      $('.shown').textContent = shows((event.target as HTMLElement).textContent);
      shut();
    });
    document.body.append(list);
  };
  box.addEventListener('mousedown', open);
  box.addEventListener('input', open);
  box.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') shut();
  });
}

const submitted = vi.fn();
beforeEach(() => {
  submitted.mockClear();
  document.addEventListener('submit', submitted);
  // Nothing is laid out here: all that is in the document counts as shown.
  vi.spyOn(Element.prototype, 'getClientRects').mockReturnValue([{}] as unknown as DOMRectList);
});
afterEach(() => {
  document.removeEventListener('submit', submitted);
  vi.restoreAllMocks();
});
const kind = () => comboboxOf($('.select')) as HTMLElement;

test('the option that says the text is chosen, whatever its case and white space, and the focus goes back', async () => {
  draw(['Công văn', ' quyết  định ', 'Thông báo']);
  $('#other').focus();
  await expect(chooseOption(kind(), 'Quyết định')).resolves.toBe('there');
  expect($('.shown').textContent).toBe(' quyết  định ');
  expect([$('ul'), document.activeElement?.id]).toEqual([null, 'other']);
  expect(submitted).not.toHaveBeenCalled();
});

test('a list without the option, or with two of that name, is closed without a choice', async () => {
  const lists = [
    { options: ['Công văn'], is: 'none' },
    { options: ['Tờ trình', 'Tờ trình'], is: 'several' },
  ];
  for (const { options, is } of lists) {
    draw(options);
    await expect(chooseOption(kind(), 'Tờ trình')).resolves.toBe(is);
    expect([$('.shown').textContent, $('ul'), (kind() as HTMLInputElement).value]).toEqual([
      '-- Chọn --',
      null,
      '',
    ]);
  }
});

test('of options that differ in their case alone the one is chosen that says it letter for letter', async () => {
  draw(['TỜ TRÌNH', 'Tờ trình']);
  await expect(chooseOption(kind(), 'Tờ trình')).resolves.toBe('there');
  expect($('.shown').textContent).toBe('Tờ trình');
});

test('of two options that say the same none is reached with the arrow keys either, nor one beside another choice', async () => {
  const lay = (names: readonly string[], start: number, wraps: boolean) => {
    draw([], PRESSED);
    const items = names.map((text, index) => `<i id="o${index}" aria-label="${text}"></i>`);
    document.body.insertAdjacentHTML('beforeend', items.join(''));
    let at = start;
    const mark = () => kind().setAttribute('aria-activedescendant', `o${at}`);
    if (at >= 0) mark();
    kind().addEventListener('keydown', ({ key }) => {
      const next = at + ({ ArrowDown: 1, ArrowUp: -1 }[key] ?? 0);
      at = wraps ? (next + names.length) % names.length : Math.max(0, Math.min(names.length - 1, next));
      if (key.startsWith('Arrow')) mark();
      if (key === 'Enter') $('.shown').textContent = names[at] ?? '';
    });
  };
  for (const wraps of [true, false]) {
    lay(['Tờ trình', 'Công văn', 'Tờ trình'], 1, wraps);
    await expect(chooseOption(kind(), 'Tờ trình')).resolves.toBe('several');
    expect($('.shown').textContent).toBe('-- Chọn --');
    lay(['Tờ trình', 'Công văn', 'Báo cáo'], 1, wraps);
    await expect(chooseOption(kind(), 'Tờ trình')).resolves.toBe('there');
    lay(['Tờ trình', 'Công văn', 'Báo cáo'], 1, wraps);
    $('.shown').textContent = 'Công văn';
    await expect(chooseOption(kind(), 'Tờ trình')).resolves.toBe('held');
    expect($('.shown').textContent).toBe('Công văn');
  }
});

test('what was chosen in a drawn list stays; its first option gives way, as the list may show that by itself', async () => {
  const names = ['Thường', 'Khẩn', 'Hỏa tốc'];
  for (const input of [TYPED, PRESSED]) {
    draw(names, input);
    $('.shown').textContent = 'Khẩn';
    await expect(chooseOption(kind(), 'Hỏa tốc')).resolves.toBe('held');
    await expect(chooseOption(kind(), 'Không có')).resolves.toBe('held');
    expect([$('.shown').textContent, $('ul')]).toEqual(['Khẩn', null]);
    $('.shown').textContent = 'Thường';
    await expect(chooseOption(kind(), 'Hỏa tốc')).resolves.toBe('there');
    expect($('.shown').textContent).toBe('Hỏa tốc');
  }
});

test('options of another list that still goes away are none of this one', async () => {
  draw(['Công văn', 'Báo cáo']);
  document.body.insertAdjacentHTML(
    'beforeend',
    '<i role="option">-- Chọn --</i><i role="option">Báo cáo</i>',
  );
  await expect(chooseOption(kind(), 'Báo cáo')).resolves.toBe('there');
  draw(['Công văn']);
  document.body.insertAdjacentHTML('beforeend', '<i role="option">Tờ trình</i>');
  await expect(chooseOption(kind(), 'Tờ trình')).resolves.toBe('none');
});

test('no option is pressed once the page has gone on', async () => {
  draw(['Công văn']);
  await expect(chooseOption(kind(), 'Công văn', () => $('ul') === null)).resolves.toBe('none');
  expect($('.shown').textContent).toBe('-- Chọn --');
});

test('an option that is not shown as chosen afterwards counts as not chosen', async () => {
  draw(['Công văn'], PRESSED, () => 'Thông báo');
  await expect(chooseOption(kind(), 'Công văn')).resolves.toBe('none');
});

test('a list whose options are drawn elsewhere is walked with the arrow key', async () => {
  draw([], PRESSED);
  const names = ['Công văn', 'Tờ trình', 'Báo cáo'];
  document.body.insertAdjacentHTML(
    'beforeend',
    names.map((text, index) => `<i id="o${index}" aria-label="${text}"></i>`).join(''),
  );
  let at = -1;
  kind().addEventListener('keydown', ({ key, keyCode }) => {
    if (key === 'ArrowDown' && keyCode === 40) {
      at = (at + 1) % names.length;
      kind().setAttribute('aria-activedescendant', `o${at}`);
    }
    if (key === 'Enter') $('.shown').textContent = names[at] ?? '';
  });
  await expect(chooseOption(kind(), 'Báo cáo')).resolves.toBe('there');
  $('.shown').textContent = '-- Chọn --';
  await expect(chooseOption(kind(), 'Không có')).resolves.toBe('none');
  expect($('.shown').textContent).toBe('-- Chọn --');
});

test('a control that is switched off is left; what another control says is not taken for the choice', async () => {
  draw(['Quyết định'], '<input id="kind" role="combobox" aria-expanded="false" disabled>');
  expect(showsChoice(kind(), 'Quyết định')).toBe(false);
  await expect(chooseOption(kind(), 'Quyết định')).resolves.toBe('none');
});
