// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import type { HandInRule } from '../../../../shared/profile/schema.ts';
import { entryTrialSchema } from '../../../messages/wizard-entry.ts';
import { rulesOfEntry } from './pick-entry.ts';
import { clearSample, tryEntry, writeSample } from './try-entry.ts';

const rule: HandInRule = {
  id: 'entry',
  when: { exists: ['#f'] },
  write: [
    { to: '#code', value: '{code}' },
    { to: '#subject', value: '{subject}' },
    { to: '#urgent', value: '{priority}', map: { '1': 'Khẩn' } },
    { to: '#kind', value: '{priority}', map: { '1': 'Rất gấp' } },
    { to: '#drawn', value: '{fromName}' },
    { to: '#gone', value: '{date}' },
    { to: '#due', value: '{dueDate}' },
  ],
  file: '#file',
};
const values = {
  code: '15/UBND-VP',
  subject: 'mời họp',
  priority: '1',
  fromName: 'UBND',
  date: '2026-01-05',
};
const control = (id: string) => document.querySelector(`#${id}`) as HTMLInputElement;
const standing = () => ['code', 'subject', 'urgent', 'kind'].map((id) => control(id).value);

beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  document.body.innerHTML = `<form id="f"><label>Số <input id="code"></label><textarea id="subject">Của văn thư</textarea>
<select id="urgent"><option value="a">Thường</option><option value="b">Khẩn</option></select><select id="kind"><option>Thường</option></select>
<div id="drawn" role="combobox" aria-haspopup="listbox"><span>Chọn</span></div><input id="due"><label id="l">Tệp <input type="file" id="file"></label><button id="save">Lưu</button></form>`;
  clearSample();
});

test('a dry run says what would become of each value, and changes nothing', () => {
  const before = document.body.innerHTML;
  const changed = vi.fn();
  for (const type of ['input', 'change', 'click', 'focusout']) document.body.addEventListener(type, changed);
  const trial = entryTrialSchema.parse(tryEntry(rule, values));
  expect(trial.writes.map(({ to, text, state, now }) => [to, text, state, now])).toEqual([
    ['#code', '15/UBND-VP', 'free', ''],
    ['#subject', 'mời họp', 'held', 'Của văn thư'],
    ['#urgent', 'Khẩn', 'free', 'Thường'],
    ['#kind', 'Rất gấp', 'no-choice', 'Thường'],
    ['#drawn', 'UBND', 'list', ''],
    ['#gone', '05/01/2026', 'missing', ''],
  ]);
  expect(trial).toMatchObject({ holds: true, file: true, attachments: true });
  expect(document.body.innerHTML).toBe(before);
  expect(standing()).toEqual(['', 'Của văn thư', 'a', 'Thường']);
  expect(changed).not.toHaveBeenCalled();
});

test('a sample goes into the free controls alone and presses nothing; what stood there comes back', () => {
  const submitted = vi.fn();
  document.querySelector('form')?.addEventListener('submit', submitted);
  expect(writeSample(rule, values)).toEqual({ controls: 2 });
  expect(standing()).toEqual(['15/UBND-VP', 'Của văn thư', 'b', 'Thường']);
  expect(control('file').files).toHaveLength(0);
  expect(clearSample()).toEqual({ controls: 2 });
  expect(standing()).toEqual(['', 'Của văn thư', 'a', 'Thường']);
  expect(submitted).not.toHaveBeenCalled();
});

test('a list whose placeholder nobody can choose shows it again', () => {
  const placeholder = '<option value="" disabled selected>-- Chọn --</option>';
  control('urgent').innerHTML = `${placeholder}<option value="b">Khẩn</option>`;
  const list = document.querySelector('#urgent') as HTMLSelectElement;
  const { selectedIndex } = list;
  expect(writeSample(rule, values)).toEqual({ controls: 2 });
  expect(list.value).toBe('b');
  expect(clearSample()).toEqual({ controls: 2 });
  expect([list.selectedIndex, list.value]).toEqual([selectedIndex, '']);
});

test('what the person typed over a sample stays hers', () => {
  writeSample(rule, values);
  control('code').value = '16/UBND-VP';
  expect(clearSample()).toEqual({ controls: 1 });
  expect(control('code').value).toBe('16/UBND-VP');
});

test('pointing at a label, an inner part or the control gives the control; anything else is refused', () => {
  const at = (selector: string) => document.querySelector(selector) as Element;
  expect(rulesOfEntry(at('label'), 'code')).toEqual({ write: { to: '#code', value: '{code}' } });
  expect(rulesOfEntry(at('#drawn span'), 'fromName')).toEqual({
    write: { to: '#drawn', value: '{fromName}' },
  });
  expect(rulesOfEntry(at('#l'), 'file')).toEqual({ input: '#file' });
  expect(rulesOfEntry(at('#save'), 'subject')).toEqual({ refused: true });
  document.body.innerHTML = '<p>Không có ô nào</p>';
  expect(rulesOfEntry(at('p'), 'file')).toEqual({ refused: true });
});
