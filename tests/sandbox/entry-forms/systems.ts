import { html } from '../systems/letters.ts';
import { type Answer, type Asked, json, type Make, page, refuse } from '../systems/serve.ts';

/**
 * Entry forms for received letters ("vào sổ văn bản đến") in the manner of three makers. What a person saved is kept as
 * it came.
 */

export interface Entered {
  fields: Record<string, string>;
  files: { field: string; name: string; bytes: Uint8Array }[];
}
export interface EntrySystem {
  make: () => Make;
  entered: Entered[];
}

async function keep(asked: Asked, entered: Entered[]): Promise<void> {
  const form = await asked.form();
  const one: Entered = { fields: {}, files: [] };
  for (const [field, value] of form) {
    if (typeof value === 'string') one.fields[field] = value;
    else if (value.size > 0)
      one.files.push({ field, name: value.name, bytes: new Uint8Array(await value.arrayBuffer()) });
  }
  entered.push(one);
}
const shell = (body: string): Answer =>
  page(`<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>QLVB</title>
<style>body{font:13px Tahoma,sans-serif;margin:8px} td{padding:3px 6px} .tim,.nen{border:1px solid #ccd;padding:6px;margin:6px 0} vb-vao-so,vb-o{display:block} .mat{display:inline-block;margin:6px;vertical-align:top} .mat label{display:block;color:#556}</style></head><body>${body}</body></html>`);

/** WebForms in frames: cells with two fields in each row, decomposed texts, counted names, one input for all files. */
export function framedForm(): EntrySystem {
  const entered: Entered[] = [];
  const nfd = (text: string) => html(text.normalize('NFD'));
  const input = (id: string, more = '') =>
    `<input type="text" name="ctl00$cph${id}" id="ctl00_cph_${id.slice(1)}" ${more}>`;
  const form = () =>
    shell(`<form method="post" action="VaoSo.aspx" id="aspnetForm" enctype="multipart/form-data"><input type="hidden" name="__VIEWSTATE" value="x">
<table><tr><td>${nfd('Số đến')}:</td><td>${input('$a1', 'value="205" readonly')}</td><td>${nfd('Ngày đến')}:</td><td>${input('$a2')}</td></tr>
<tr><td>${nfd('Số/Ký hiệu')} <b>(*)</b>:</td><td>${input('$a3')}</td><td>${nfd('Ngày văn bản')}:</td><td>${input('$a4')}</td></tr>
<tr><td>${nfd('Cơ quan ban hành')}:</td><td colspan="3">${input('$a5')}</td></tr>
<tr><td>${nfd('Trích yếu')}:</td><td colspan="3"><textarea name="ctl00$cph$a6" rows="3" cols="50"></textarea></td></tr>
<tr><td>${nfd('Ông, bà đã ký')}:</td><td>${input('$a7')}</td><td>${nfd('Độ khẩn')}:</td><td><select name="ctl00$cph$a8"><option value="T">${nfd('Thường')}</option><option value="K">${nfd('Khẩn')}</option><option value="H">${nfd('Hoả tốc')}</option></select></td></tr>
<tr><td>${nfd('Hạn xử lý')}:</td><td>${input('$a9')}</td><td>${nfd('Ghi chú')}:</td><td>${input('$b1')}</td></tr>
<tr><td>${nfd('Tệp văn bản')}:</td><td colspan="3"><input type="file" name="ctl00$cph$fu" multiple></td></tr></table>
<input type="submit" name="ctl00$btn" value="${nfd('Lưu')}"></form>`);
  return {
    entered,
    make: () => ({
      start: '/vb/Default.aspx',
      async answer(asked) {
        const { pathname } = asked.url;
        const inner = (src: string) =>
          shell(`<iframe name="${src.slice(0, 3)}" src="${src}" style="width:98%;height:420px"></iframe>`);
        if (pathname === '/vb/Default.aspx') return inner('Khung.aspx');
        if (pathname === '/vb/Khung.aspx') return inner('VaoSo.aspx');
        if (pathname !== '/vb/VaoSo.aspx') return refuse(404);
        if (asked.method !== 'POST') return form();
        await keep(asked, entered);
        return shell(`<p id="xong">${nfd('Đã vào sổ')}</p>`);
      },
    }),
  };
}

/**
 * A single-page application: the form is a dialog with names made anew each time, the box to search in before it has the
 * same labels, urgency is a list of its own drawing, what counts is what its model heard of, files lie behind buttons.
 */
export function dialogForm(): EntrySystem {
  const entered: Entered[] = [];
  const script = `
const moi = () => 'mat-input-' + Math.floor(Math.random() * 9000 + 1000);
const mau = {}; const tep = { chinh: [], kem: [] };
const o = (nhan, ten, loai = 'text') => { const id = moi(); return '<div class="mat"><label for="' + id + '">' + nhan + '</label><input type="' + loai + '" id="' + id + '" data-m="' + ten + '"></div>'; };
document.getElementById('them').onclick = () => {
  const hop = document.createElement('div'); hop.setAttribute('role', 'dialog'); hop.className = 'nen';
  hop.innerHTML = '<h3>Vào sổ văn bản đến</h3>' + o('Số ký hiệu', 'kyHieu') + o('Ngày văn bản', 'ngay', 'date') + o('Nơi gửi', 'noiGui') + o('Trích yếu', 'trichYeu') + o('Người ký', 'nguoiKy') + o('Hạn giải quyết', 'han') +
    '<div class="mat"><label id="nhan-khan">Độ khẩn</label><div class="chon" role="combobox" tabindex="0" aria-haspopup="listbox" aria-expanded="false" aria-labelledby="nhan-khan"><span class="dang">Chọn độ khẩn</span></div></div>' +
    '<div class="mat">Văn bản chính <button type="button" data-t="chinh">Chọn tệp</button><input type="file" accept=".pdf" style="display:none"></div><div class="mat">Tài liệu kèm theo <button type="button" data-t="kem">Chọn tệp</button><input type="file" multiple style="display:none"></div><button type="button" id="luu">Lưu</button>';
  hop.querySelectorAll('[data-m]').forEach((i) => i.addEventListener('input', () => { mau[i.dataset.m] = i.value; }));
  hop.querySelectorAll('[data-t]').forEach((b) => { const i = b.nextElementSibling; b.onclick = () => i.click(); i.onchange = () => { tep[b.dataset.t] = [...i.files]; }; });
  const chon = hop.querySelector('.chon');
  chon.onclick = () => {
    if (document.querySelector('[role=listbox]')) return;
    const bang = document.createElement('div'); bang.setAttribute('role', 'listbox');
    for (const chu of ['Thường', 'Khẩn', 'Thượng khẩn', 'Hỏa tốc']) { const d = document.createElement('div'); d.setAttribute('role', 'option'); d.textContent = chu; d.onclick = () => { chon.querySelector('.dang').textContent = chu; mau.khan = chu; chon.setAttribute('aria-expanded', 'false'); bang.remove(); }; bang.append(d); }
    chon.setAttribute('aria-expanded', 'true'); document.body.append(bang);
  };
  hop.querySelector('#luu').onclick = async () => {
    const f = new FormData(); for (const [k, v] of Object.entries(mau)) f.set(k, v);
    for (const k of ['chinh', 'kem']) for (const t of tep[k]) f.append(k, t);
    await fetch('/spa/api/den', { method: 'POST', body: f }); hop.innerHTML = '<p id="xong">Đã vào sổ</p>';
  };
  document.getElementById('app').append(hop);
};`;
  return {
    entered,
    make: () => ({
      start: '/spa/#/van-ban-den',
      async answer(asked) {
        if (asked.url.pathname === '/spa/api/den') {
          await keep(asked, entered);
          return json({ ok: true });
        }
        return shell(`<div class="tim"><div class="mat"><label>Số ký hiệu</label><input class="loc"></div><div class="mat"><label>Trích yếu</label><input class="loc"></div><button>Tìm</button></div>
<button type="button" id="them">Thêm mới</button><table><tr><th>Số ký hiệu</th><th>Trích yếu</th><th>Nơi gửi</th></tr><tr><td>12/UBND</td><td>mời họp</td><td>UBND xã Mẫu C</td></tr></table><div id="app"></div><script>${script}</script>`);
      },
    }),
  };
}

/** Components with a closed root each; labels are attributes of theirs, or stand in the root. */
export function closedForm(): EntrySystem {
  const entered: Entered[] = [];
  const script = `
const goc = new Map();
customElements.define('vb-o', class extends HTMLElement { connectedCallback() { const r = this.attachShadow({ mode: 'closed' }); goc.set(this.getAttribute('ten'), r);
  r.innerHTML = this.hasAttribute('tep') ? '<input type="file" multiple>' : '<div><small>' + (this.getAttribute('chu') ?? '') + '</small></div><div><input></div>'; } });
customElements.define('vb-vao-so', class extends HTMLElement { connectedCallback() { const r = this.attachShadow({ mode: 'closed' });
  r.innerHTML = '<h3>Vào sổ</h3><vb-o ten="kyHieu" label="Số và ký hiệu"></vb-o><vb-o ten="ngay" chu="Ngày ban hành"></vb-o><vb-o ten="noiGui" chu="Cơ quan gửi"></vb-o><vb-o ten="trichYeu" label="Trích yếu nội dung"></vb-o><vb-o ten="tep" tep></vb-o><div><button id="luu">Lưu</button></div>';
  r.querySelector('#luu').onclick = async () => { const f = new FormData(); for (const [k, v] of goc) { const i = v.querySelector('input'); if (i.type === 'file') for (const t of i.files) f.append(k, t); else f.set(k, i.value); }
    await fetch('/wc/luu', { method: 'POST', body: f }); document.title = 'Đã vào sổ'; }; } });`;
  return {
    entered,
    make: () => ({
      start: '/wc/den/them',
      async answer(asked) {
        if (asked.url.pathname === '/wc/luu') {
          await keep(asked, entered);
          return json({ ok: true });
        }
        return shell(`<main><vb-vao-so></vb-vao-so></main><script>${script}</script>`);
      },
    }),
  };
}
