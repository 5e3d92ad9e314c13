// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { pickedSchema, surveySchema } from '../../messages/wizard.ts';
import { rulesOfPicked } from './picked.ts';
import { survey } from './survey.ts';
import { rowOf } from './trees.ts';

beforeEach(() => {
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue(new DOMRect(0, 0, 10, 10));
  const { happyDOM } = globalThis as unknown as { happyDOM: { setURL(url: string): void } };
  happyDOM.setURL('https://qlvb.example.vn/vb');
});

test('a list whose files come into a dialog by a press: its rows are proposed, and the press that is pointed at is learned', async () => {
  const heads = ['Số ký hiệu', 'Ngày văn bản', 'Trích yếu', ''].map((head) => `<th>${head}</th>`);
  const row = (number: number) =>
    `<tr><td>${number}/UBND-VP</td><td>05/01/2026</td><td>Việc ${number}</td><td><button class="mo">Mở</button></td></tr>`;
  document.body.innerHTML = `<table id="ds"><thead><tr>${heads.join('')}</tr></thead><tbody>${row(15)}${row(16)}</tbody></table><div id="hop" role="dialog"></div>`;
  for (const button of document.querySelectorAll('.mo')) {
    button.addEventListener('click', () => {
      const dialog = document.querySelector('#hop');
      if (dialog) {
        dialog.innerHTML =
          '<button id="dong" aria-label="Đóng">×</button><embed id="xem" type="application/pdf" src="/tep/15.pdf">';
      }
    });
  }
  const found = surveySchema.parse(survey());
  expect(found).toMatchObject({ fields: { number: { header: 'Số ký hiệu' } } });
  expect(found.file).toBeUndefined();
  const button = document.querySelector('.mo');
  if (!button || found.each === undefined) throw new Error('no rows were proposed');
  const picked = pickedSchema.parse(await rulesOfPicked(button, 'file', rowOf(button, found.each)));
  expect(picked?.file).toMatchObject({
    at: { selector: '#xem', attribute: 'src', in: 'page' },
    open: expect.stringContaining('mo'),
    shut: '#dong',
  });
});
