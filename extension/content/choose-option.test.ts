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
  await expect(chooseOption(kind(), 'Quyết định')).resolves.toBe(true);
  expect($('.shown').textContent).toBe(' quyết  định ');
  expect([$('ul'), document.activeElement?.id]).toEqual([null, 'other']);
  expect(submitted).not.toHaveBeenCalled();
});

test('a list without the option, or with two of that name, is closed without a choice', async () => {
  for (const options of [['Công văn'], ['Tờ trình', 'Tờ trình']]) {
    draw(options);
    await expect(chooseOption(kind(), 'Tờ trình')).resolves.toBe(false);
    expect([$('.shown').textContent, $('ul'), (kind() as HTMLInputElement).value]).toEqual([
      '-- Chọn --',
      null,
      '',
    ]);
  }
});

test('of options that differ in their case alone the one is chosen that says it letter for letter', async () => {
  draw(['TỜ TRÌNH', 'Tờ trình']);
  await expect(chooseOption(kind(), 'Tờ trình')).resolves.toBe(true);
  expect($('.shown').textContent).toBe('Tờ trình');
});

test('an option that is not shown as chosen afterwards counts as not chosen', async () => {
  draw(['Công văn'], PRESSED, () => 'Thông báo');
  await expect(chooseOption(kind(), 'Công văn')).resolves.toBe(false);
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
  await expect(chooseOption(kind(), 'Báo cáo')).resolves.toBe(true);
  await expect(chooseOption(kind(), 'Không có')).resolves.toBe(false);
  expect($('.shown').textContent).toBe('Báo cáo');
});

test('a control that is switched off is left; what another control says is not taken for the choice', async () => {
  draw(['Quyết định'], '<input id="kind" role="combobox" aria-expanded="false" disabled>');
  expect(showsChoice(kind(), 'Quyết định')).toBe(false);
  await expect(chooseOption(kind(), 'Quyết định')).resolves.toBe(false);
});
