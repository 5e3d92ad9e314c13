/**
 * A grid that keeps a few rows and writes other letters into them while it is scrolled, with its first columns frozen
 * in a table of their own; the halves of a row bear the same key. `hitherTo(first)` writes at once what a scroll would.
 */

/** Letters of the grid, numbered from `GRID_FIRST`. */
const GRID_LETTERS = 60;
/** Number of the first letter. */
export const GRID_FIRST = 101;
/** Rows that the grid keeps. */
export const GRID_ROWS = 8;

const cells = (count: number) => `<tr>${'<td></td>'.repeat(count)}</tr>`.repeat(GRID_ROWS);
const half = (name: string, headings: readonly string[]) =>
  `<div class="${name}"><table><thead><tr>${headings.map((one) => `<th>${one}</th>`).join('')}</tr></thead><tbody>${cells(headings.length)}</tbody></table></div>`;

export const RECYCLED_GRID = `<!doctype html><html lang="vi"><meta charset="utf-8"><title>Văn bản chờ ký</title>
<style>
body{font:14px sans-serif}
.cuon{height:${(GRID_ROWS + 1) * 40}px;width:1000px;overflow-y:scroll}
.cao{height:${(GRID_LETTERS + 1) * 40}px}
.luoi{position:sticky;top:0;display:flex}
table{border-collapse:collapse}
tr{height:40px}
td,th{height:38px;padding:0 8px;border:1px solid #ccc;white-space:nowrap;box-sizing:border-box}
.chon{background:#def}
</style>
<h1>Văn bản chờ ký</h1>
<div class="cuon"><div class="cao"><div class="luoi">${half('co-dinh', ['STT', 'Số ký hiệu'])}${half('troi', ['Ngày văn bản', 'Trích yếu', 'Tệp'])}</div></div></div>
<script>
const [left, right] = ['.co-dinh', '.troi'].map((one) => [...document.querySelectorAll(one + ' tbody tr')]);
const scroller = document.querySelector('.cuon');
function hitherTo(first) {
  left.forEach((row, at) => {
    const number = ${GRID_FIRST} + first + at;
    const write = (cell, text) => {
      // Only the text that the grid made itself: what others put beside it stays.
      const own = [...cell.childNodes].find((node) => node.nodeType === 3) ?? cell.appendChild(new Text());
      own.data = text;
    };
    for (const part of [row, right[at]]) part.dataset.uid = 'vb-' + number;
    write(row.cells[0], String(first + at + 1));
    write(row.cells[1], number + '/UBND-VP');
    const [day, subject, file] = right[at].cells;
    write(day, '05/01/2026');
    write(subject, 'Về việc giao nhiệm vụ số ' + number);
    const link = file.querySelector('a') ?? file.appendChild(document.createElement('a'));
    link.href = '/tep/' + number + '.pdf';
    link.textContent = number + '.pdf';
  });
}
scroller.addEventListener('scroll', () =>
  hitherTo(Math.min(Math.round(scroller.scrollTop / 40), ${GRID_LETTERS - GRID_ROWS})));
// A press anywhere in a row chooses it.
for (const row of [...left, ...right]) row.addEventListener('click', () => row.classList.toggle('chon'));
hitherTo(0);
</script></html>`;
