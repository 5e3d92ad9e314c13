import { html, printedDay, type SampleLetter, type SampleLetters } from '../systems/letters.ts';
import { type Asked, json, type Make, page, pdf, refuse, script, token } from '../systems/serve.ts';

/** Letter pages in the manner of other makers: small, each with what is odd about its kind. */

const shell = (body: string, head = '') =>
  `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Văn bản</title>${head}</head><body>${body}</body></html>`;
const newest = (letter: SampleLetter) => letter.versions.at(-1) ?? new Uint8Array();
const code = (letter: SampleLetter) => `${letter.number}/${letter.notation}`;
const nfd = (text: string) => html(text.normalize('NFD'));

async function sent(asked: Asked, field?: string): Promise<Uint8Array<ArrayBuffer>> {
  if (field === undefined) return asked.body;
  const file = (await asked.form()).get(field);
  return file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
}

const second = (letters: SampleLetters) => letters.all[1]?.id ?? 0;

/** ExtJS: names made anew, buttons that are links, functions in a script of their own, an upload into a hidden frame. */
export function extWindow(letters: SampleLetters): Make {
  const field = (n: number, label: string, value: string) =>
    `<div id="displayfield-${1000 + n}" class="x-field x-form-item"><label id="displayfield-${1000 + n}-labelEl" class="x-form-item-label" for="displayfield-${1000 + n}-inputEl"><span class="x-form-item-label-inner">${label}:</span></label><div id="displayfield-${1000 + n}-bodyEl" class="x-form-item-body"><div id="displayfield-${1000 + n}-inputEl" class="x-form-display-field" role="textbox">${html(value)}</div></div></div>`;
  return {
    start: `/ext/#van-ban/${second(letters)}`,
    async answer(asked) {
      const { pathname, searchParams } = asked.url;
      if (pathname === '/ext/app.js')
        return script(`var QL = { goc: '/ext' };
QL.taiTep = function (fid, loai) { window.open(QL.goc + '/teptin?act=xem&fid=' + fid + '&k=' + loai); };
QL.ve = function () { fetch('/ext/ve?id=' + location.hash.split('/')[1]).then(r => r.text()).then(t => { document.getElementById('ext-viewport').innerHTML = t; }); };
addEventListener('hashchange', QL.ve); QL.ve();`);
      const letter = letters.find(Number(searchParams.get('id') ?? searchParams.get('fid')));
      if (pathname === '/ext/')
        return page(shell('<div id="ext-viewport"></div><script src="/ext/app.js"></script>'));
      if (!letter) return refuse(404);
      if (pathname === '/ext/ve')
        return page(
          `<div id="window-1080" class="x-window" role="dialog">${field(1, 'Số/Ký hiệu', code(letter))}${field(2, 'Ngày văn bản', printedDay(letter.date))}${field(3, 'Trích yếu', letter.subject)}${field(4, 'Người ký', letter.signer)}
<div class="x-grid-item"><span>${letter.fileName}</span> <a id="button-1091" class="x-btn" role="button" onclick="QL.taiTep(${letter.id}, 1)"><span class="x-btn-inner">Xem</span></a></div>
<form method="post" enctype="multipart/form-data" target="x-frame" action="/ext/nhan?id=${letter.id}"><input type="file" name="filefield-1102-inputEl" id="filefield-1102-button-fileInputEl"><a id="button-1103" class="x-btn" role="button" onclick="this.closest('form').submit()"><span>Tải lên</span></a></form><iframe name="x-frame" hidden></iframe></div>`,
        );
      if (pathname === '/ext/teptin') return pdf(newest(letter));
      return page(String(letters.take(letter.id, await sent(asked, 'filefield-1102-inputEl'))));
    },
  };
}

/** DevExpress on WebForms: labels with colspans, decomposed text, a popup with a frame that a function of the page fills. */
export function devExpress(letters: SampleLetters): Make {
  return {
    start: `/dx/VanBan.aspx?vb=${second(letters)}`,
    async answer(asked) {
      const letter = letters.find(
        Number(asked.url.searchParams.get('vb') ?? asked.url.searchParams.get('id')),
      );
      if (!letter) return refuse(404);
      if (asked.url.pathname === '/dx/File.ashx') return pdf(newest(letter));
      if (asked.method === 'POST') letters.take(letter.id, await sent(asked, 'ctl00$cph$upl_TextBox0_Input'));
      const row = (label: string, value: string, label2: string, value2: string) =>
        `<tr><td class="dxflCaptionCell" colspan="2"><span>${nfd(label)}<em>*</em></span></td><td colspan="3"><table class="dxeTextBox"><tr><td class="dxic"><input class="dxeEditArea" readonly name="ctl00$cph$e${label.length}" value="${nfd(value)}"></td></tr></table></td><td class="dxflCaptionCell"><span>${nfd(label2)}</span></td><td><span class="dxeBase">${nfd(value2)}</span></td></tr>`;
      return page(
        shell(`<form method="post" enctype="multipart/form-data" action="VanBan.aspx?vb=${letter.id}"><input type="hidden" name="__VIEWSTATE" value="x"><table class="dxflGroup">${row('Số ký hiệu', code(letter), 'Ngày ban hành', printedDay(letter.date))}${row('Trích yếu', letter.subject, 'Người ký', letter.signer)}</table>
<table class="dxgvTable"><tr><td class="dxgvHeader">${nfd('Tên tệp')}</td><td class="dxgvHeader">${nfd('Thao tác')}</td></tr><tr class="dxgvDataRow"><td>${letter.fileName}</td><td><img src="data:," alt="${nfd('Xem')}" style="width:16px;height:16px" onclick="ShowFile(s_${letter.id}, 'pdf')"></td></tr></table>
<input type="file" name="ctl00$cph$upl_TextBox0_Input"><div class="dxbButton" onclick="document.forms[0].submit()" role="button"><span>${nfd('Cập nhật')}</span></div></form><div id="popup"></div>
<script>var s_${letter.id} = '${letter.id}'; function ShowFile(ma, k) { document.getElementById('popup').innerHTML = '<iframe width="500" height="200" src="File.ashx?id=' + ma + '&k=' + k + '"></iframe>'; }</script>`),
      );
    },
  };
}

/** Liferay: names of portlets, one address with parameters for everything, a form with a token in its action. */
export function liferay(letters: SampleLetters): Make {
  const auth = token();
  const P = '_vanban_WAR_qlvbportlet_';
  return {
    start: `/web/guest/van-ban?p_p_id=vanban_WAR_qlvbportlet&${P}id=${second(letters)}`,
    async answer(asked) {
      const { pathname, searchParams } = asked.url;
      const letter = letters.find(
        Number(searchParams.get(`${P}id`) ?? /^\/documents\/20121\/(\d+)\//u.exec(pathname)?.[1]),
      );
      if (!letter) return refuse(404);
      if (pathname.startsWith('/documents/')) return pdf(newest(letter));
      if (asked.method === 'POST') {
        if (searchParams.get('p_auth') !== auth) return refuse(403);
        letters.take(letter.id, await sent(asked, `${P}tep`));
      }
      const item = (label: string, value: string) =>
        `<div class="control-group"><label class="control-label">${label}</label><div class="controls">${html(value)}</div></div>`;
      return page(
        shell(`<section id="portlet_vanban_WAR_qlvbportlet"><h1>Chi tiết văn bản</h1>${item('Số, ký hiệu văn bản', code(letter))}${item('Ngày ban hành', printedDay(letter.date))}${item('Trích yếu nội dung', letter.subject)}${item('Người ký văn bản', letter.signer)}
<div class="taglib-document"><a class="taglib-icon" href="/documents/20121/${letter.id}/van+ban/0f8fad5b-d9cb-469f-a165-70867728950e?version=1.0"><i class="icon-file"></i> <span class="taglib-text">Công văn ${letter.number}</span></a> (100k)</div>
<form method="post" enctype="multipart/form-data" action="?p_auth=${auth}&${P}id=${letter.id}"><input type="hidden" name="${P}formDate" value="1766400000000"><input type="file" name="${P}tep"><button class="btn btn-primary" type="submit">Lưu</button></form></section>`),
      );
    },
  };
}

/** SharePoint: labels in `nobr`, values with comments, attachments by REST with a digest of the page. */
export function sharePoint(letters: SampleLetters): Make {
  const digest = `0x${token()},22 Nov 2026`;
  return {
    start: `/sites/vb/Lists/VanBanDi/DispForm.aspx?ID=${second(letters)}`,
    async answer(asked) {
      const { pathname, searchParams } = asked.url;
      const letter = letters.find(
        Number(searchParams.get('ID') ?? /(?:Attachments\/|items\()(\d+)/u.exec(pathname)?.[1]),
      );
      if (!letter) return refuse(404);
      if (pathname.includes('/Attachments/')) return pdf(newest(letter));
      if (pathname.includes('/_api/')) {
        if (asked.headers['x-requestdigest'] !== digest) return refuse(403);
        return page(`{"d":{"ok":${letters.take(letter.id, await sent(asked))}}}`);
      }
      const row = (label: string, name: string, value: string) =>
        `<tr><td nowrap valign="top" width="165px" class="ms-formlabel"><h3 class="ms-standardheader"><a name="SPBookmark_${name}"></a>${label}</h3></td><td valign="top" class="ms-formbody" id="SPField${name}"><!-- FieldName="${label}" -->\n${html(value)}&nbsp;</td></tr>`;
      return page(
        shell(`<form id="aspnetForm" method="post"><input type="hidden" id="__REQUESTDIGEST" name="__REQUESTDIGEST" value="${digest}"><table class="ms-formtable">${row('Số ký hiệu', 'SoKyHieu', code(letter))}${row('Ngày ban hành', 'Ngay', printedDay(letter.date))}${row('Trích yếu', 'TrichYeu', letter.subject)}${row('Người ký', 'NguoiKy', letter.signer)}
<tr id="idAttachmentsRow"><td class="ms-formlabel"><h3 class="ms-standardheader">Đính kèm</h3></td><td class="ms-formbody"><table id="idAttachmentsTable"><tr><td class="ms-vb"><a href="/sites/vb/Lists/VanBanDi/Attachments/${letter.id}/${letter.fileName}">${letter.fileName}</a></td></tr></table></td></tr></table>
<a id="Ribbon.AttachFile" href="javascript:;" class="ms-cui-ctl-large" onclick="dinhKem()">Attach File</a></form>
<script>function dinhKem() { var i = document.createElement('input'); i.type = 'file'; i.onchange = function () { i.files[0].arrayBuffer().then(function (b) { return fetch("/sites/vb/_api/web/lists/getbytitle('VanBanDi')/items(${letter.id})/AttachmentFiles/add", { method: 'POST', body: b, headers: { 'X-RequestDigest': document.getElementById('__REQUESTDIGEST').value, Accept: 'application/json;odata=verbose' } }); }); }; i.click(); }</script>`),
      );
    },
  };
}

/** JSF with PrimeFaces: counted names, a download by form, an upload that goes off by itself. */
export function primeFaces(letters: SampleLetters): Make {
  return {
    start: `/faces/vanban.xhtml?id=${second(letters)}`,
    async answer(asked) {
      const id = Number(asked.url.searchParams.get('id'));
      let letter = letters.find(id);
      if (asked.method === 'POST') {
        const type = asked.headers['content-type'] ?? '';
        const form = type.includes('multipart')
          ? await asked.form()
          : new URLSearchParams(Buffer.from(asked.body).toString());
        letter = letters.find(Number(form.get('javax.faces.ViewState')));
        if (!letter) return refuse(500);
        if (form.get('f:j_idt77')) return pdf(newest(letter));
        const file = form.get('f:up_input');
        if (file instanceof File) letters.take(letter.id, new Uint8Array(await file.arrayBuffer()));
        return page('<partial-response/>');
      }
      if (!letter) return refuse(404);
      const line = (n: number, label: string, value: string) =>
        `<div class="ui-panelgrid-cell ui-g-2"><label id="f:j_idt${n}" class="ui-outputlabel ui-widget">${label}</label></div><div class="ui-panelgrid-cell ui-g-4"><span id="f:j_idt${n + 1}">${html(value)}</span></div>`;
      return page(
        shell(`<form id="f" name="f" method="post" action="/faces/vanban.xhtml" enctype="application/x-www-form-urlencoded"><input type="hidden" name="f" value="f"><div class="ui-panelgrid ui-g">${line(40, 'Số văn bản', letter.number)}${line(44, 'Ký hiệu', letter.notation)}${line(48, 'Ngày ký', printedDay(letter.date))}${line(52, 'Về việc', letter.subject)}${line(56, 'Người ký', letter.signer)}</div>
<a id="f:j_idt77" href="#" class="ui-commandlink ui-widget" onclick="mojarra.jsfcljs(document.getElementById('f'),{'f:j_idt77':'f:j_idt77'},'');return false"><i class="pi pi-download"></i> Tải văn bản</a>
<div id="f:up" class="ui-fileupload"><span class="ui-button" role="button"><span>Chọn tệp</span><input type="file" id="f:up_input" name="f:up_input"></span></div><input type="hidden" name="javax.faces.ViewState" value="${letter.id}"></form>
<script>document.getElementById('f:up_input').onchange = function () { var d = new FormData(); d.append('javax.faces.ViewState', document.getElementsByName('javax.faces.ViewState')[0].value); d.append('f:up_input', this.files[0]); fetch('/faces/vanban.xhtml', { method: 'POST', body: d }); };</script>`),
      );
    },
  };
}

/** Ant Design: descriptions, a key that is nowhere to be seen, a file that a press fetches with a token and shows in another tab. */
export function antDesign(letters: SampleLetters): Make {
  const bearer = token();
  return {
    start: `/antd/vb/${second(letters)}`,
    async answer(asked) {
      const { pathname } = asked.url;
      if (pathname.startsWith('/antd/vb/'))
        return page(
          shell('<div id="root"></div><script type="module" src="/antd/assets/index-4f3a.js"></script>'),
        );
      if (pathname.startsWith('/antd/assets/'))
        return script(`localStorage.setItem('persist:auth', JSON.stringify({ accessToken: '${bearer}' }));
const H = { Authorization: 'Bearer ${bearer}' }; const id = location.pathname.split('/').pop();
const d = await (await fetch('/antd/api/' + id)).json();
const it = (l, v) => '<tr class="ant-descriptions-row"><th class="ant-descriptions-item-label" colspan="1"><span>' + l + '</span></th><td class="ant-descriptions-item-content" colspan="1"><span>' + v + '</span></td></tr>';
document.getElementById('root').innerHTML = '<div class="ant-descriptions css-dev-only-do-not-override-1rqnfsa"><table><tbody>' + it('Số ký hiệu', d.number + '/' + d.notation) + it('Ngày ký', d.day) + it('Trích yếu', d.subject) + it('Lãnh đạo ký', d.signer) + '</tbody></table></div><button type="button" class="ant-btn xem"><span class="anticon anticon-eye"></span><span>Xem văn bản</span></button><span class="ant-upload"><button type="button" class="ant-btn len"><span>Tải lên bản ký</span></button></span>';
document.querySelector('.xem').onclick = async () => { const b = await (await fetch('/antd/api/' + id + '/noi-dung', { headers: H })).blob(); window.open(URL.createObjectURL(b)); };
document.querySelector('.len').onclick = () => { const i = document.createElement('input'); i.type = 'file'; i.onchange = async () => { const f = new FormData(); f.append('documentId', id); f.append('files', i.files[0]); await fetch('/antd/api/' + id + '/noi-dung', { method: 'POST', body: f, headers: H }); }; i.click(); };`);
      const letter = letters.find(Number(/^\/antd\/api\/(\d+)/u.exec(pathname)?.[1]));
      if (!letter) return refuse(404);
      if (!pathname.endsWith('/noi-dung'))
        return {
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ ...letter, versions: 0, day: printedDay(letter.date) }),
        };
      if (asked.headers.authorization !== `Bearer ${bearer}`) return refuse(401);
      if (asked.method === 'GET') return pdf(newest(letter));
      return {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ code: 200, ok: letters.take(letter.id, await sent(asked, 'files')) }),
      };
    },
  };
}

/** ASP.NET MVC: the file by a form of its own with an anti-forgery token, the letter in a definition list. */
export function antiForgery(letters: SampleLetters): Make {
  const secret = token();
  const hidden = (id: number) =>
    `<input name="__RequestVerificationToken" type="hidden" value="${secret}"><input type="hidden" name="VanBanId" value="${id}">`;
  return {
    start: `/mvc/VanBanDi/Details/${second(letters)}`,
    async answer(asked) {
      if (asked.method === 'POST') {
        const isFile = asked.url.pathname === '/mvc/Tep/CapNhat';
        const form = isFile ? await asked.form() : new URLSearchParams(Buffer.from(asked.body).toString());
        const letter = letters.find(Number(form.get('VanBanId')));
        if (!letter || form.get('__RequestVerificationToken') !== secret) return refuse(400);
        if (!isFile) return pdf(newest(letter));
        const file = form.get('FileKy');
        const taken =
          file instanceof File && letters.take(letter.id, new Uint8Array(await file.arrayBuffer()));
        return page(shell(`<div class="alert alert-success">${taken ? 'Cập nhật thành công' : ''}</div>`));
      }
      const letter = letters.find(Number(asked.url.pathname.split('/').pop()));
      if (!letter) return refuse(404);
      return page(
        shell(`<dl class="dl-horizontal"><dt>Số KH</dt><dd>${code(letter)}</dd><dt>Ngày BH</dt><dd>${printedDay(letter.date)}</dd><dt>Trích yếu ND</dt><dd>${html(letter.subject)}</dd><dt>Người ký</dt><dd>${letter.signer}</dd></dl>
<form action="/mvc/Tep/Tai" method="post" target="_blank">${hidden(letter.id)}<button type="submit" name="kieu" value="pdf" class="btn btn-link"><i class="fa fa-file-pdf-o"></i> Tải văn bản</button></form>
<form action="/mvc/Tep/CapNhat" method="post" enctype="multipart/form-data">${hidden(letter.id)}<input type="file" name="FileKy"><input type="submit" value="Cập nhật" class="btn"></form>`),
      );
    },
  };
}

/** The whole file stands in the page, as `data:`. */
export function dataLink(letters: SampleLetters): Make {
  return {
    start: `/data/${second(letters)}`,
    async answer(asked) {
      const letter = letters.find(Number(asked.url.pathname.split('/').pop()));
      if (!letter) return refuse(404);
      if (asked.method === 'POST') letters.take(letter.id, await sent(asked, 'tep'));
      return page(
        shell(`<p>Số ký hiệu: ${code(letter)}</p><p>Ngày ký: ${printedDay(letter.date)}</p><p>Trích yếu: ${html(letter.subject)}</p><p>Người ký: ${letter.signer}</p>
<a download="${letter.fileName}" href="data:application/pdf;base64,${Buffer.from(newest(letter)).toString('base64')}">Tải văn bản</a><form method="post" enctype="multipart/form-data"><input type="file" name="tep"><button>Lưu</button></form>`),
      );
    },
  };
}

/**
 * A single-page application that keeps its token to itself: the file comes as base64 in an answer and is drawn, one is
 * asked for by an input that stands nowhere on the page, leaves in pieces of base64, and is saved by its id afterwards.
 */
export function memoryToken(letters: SampleLetters): Make {
  const bearer = token();
  const pieces = new Map<string, string[]>();
  return {
    start: `/dieuhanh/chi-tiet/${second(letters)}`,
    async answer(asked) {
      const { pathname } = asked.url;
      if (pathname.startsWith('/dieuhanh/chi-tiet/'))
        return page(shell('<div id="root"></div><script type="module" src="/dieuhanh/main.js"></script>'));
      if (pathname === '/dieuhanh/main.js')
        return script(`const id = Number(location.pathname.split('/').pop());
const ask = async (path, body) => (await fetch('/gateway/' + path, { method: 'POST', body: JSON.stringify({ id, ...body }),
  headers: { authorization: 'Bearer ${bearer}', 'content-type': 'application/json' } })).json();
const letter = await ask('document');
document.querySelector('#root').innerHTML = '<section class="chi-tiet">' + letter.fields.map(([name, value]) => '<div><span>' + name +
  '</span><p>' + value + '</p></div>').join('') + '<button class="xem">Xem</button><canvas></canvas><button class="tep">Đính kèm</button><button class="luu" disabled>Lưu</button></section>';
const at = (name) => document.querySelector('.' + name);
at('xem').onclick = async () => { const { data } = await ask('file'); document.querySelector('canvas').getContext('2d').fillText(data.length, 5, 20); };
let fileId;
at('tep').onclick = () => {
  const input = document.createElement('input');
  input.type = 'file';
  input.onchange = async () => {
    const bytes = new Uint8Array(await input.files[0].arrayBuffer());
    const upload = crypto.randomUUID();
    for (let from = 0; from < bytes.length; from += 9000) {
      const piece = btoa(String.fromCharCode(...bytes.subarray(from, from + 9000)));
      ({ fileId } = await ask('piece', { upload, index: from / 9000, piece }));
    }
    at('luu').disabled = false;
  };
  input.click();
};
at('luu').onclick = () => ask('save', { fileId });`);
      if (asked.headers.authorization !== `Bearer ${bearer}`) return refuse(401);
      const body = JSON.parse(Buffer.from(asked.body).toString()) as {
        id: number;
        upload: string;
        index: number;
        piece: string;
        fileId: string;
      };
      const letter = letters.find(body.id);
      if (!letter) return refuse(404);
      if (pathname === '/gateway/file') return json({ data: Buffer.from(newest(letter)).toString('base64') });
      if (pathname === '/gateway/piece') {
        const before = pieces.get(body.upload) ?? [];
        before[body.index] = body.piece;
        pieces.set(body.upload, before);
        return json({ fileId: body.upload });
      }
      if (pathname === '/gateway/save') {
        const whole = (pieces.get(body.fileId) ?? []).map((piece) => Buffer.from(piece, 'base64'));
        return json({ ok: letters.take(letter.id, new Uint8Array(Buffer.concat(whole))) });
      }
      const fields = [
        ['Số hiệu văn bản', code(letter)],
        ['Ngày phát hành', `${Number(letter.date.slice(8))}/${Number(letter.date.slice(5, 7))}/26`],
        ['Trích yếu nội dung', letter.subject],
        ['Người ký văn bản', letter.signer],
      ];
      return json({ fields });
    },
  };
}

/** Labels in a table of their own, an appendix before the letter, an upload that is laid aside, kept and confirmed. */
export function laidAside(letters: SampleLetters): Make {
  const aside = new Map<string, Uint8Array<ArrayBuffer>>();
  const column = (cells: readonly string[]) =>
    `<table>${cells.map((cell) => `<tr><td>${cell}</td></tr>`).join('')}</table>`;
  return {
    start: `/vbdi/ct?vb=${second(letters)}`,
    async answer(asked) {
      const letter = letters.find(Number(asked.url.searchParams.get('vb')));
      if (!letter) return refuse(404);
      if (asked.url.pathname === '/vbdi/tep') return pdf(newest(letter));
      if (asked.url.pathname === '/vbdi/tai') {
        const key = token();
        aside.set(key, await sent(asked, 'tep'));
        return json({ key });
      }
      if (asked.url.pathname === '/vbdi/luu') {
        const held = aside.get(Buffer.from(asked.body).toString());
        return json({ ok: held !== undefined && letters.take(letter.id, held) });
      }
      const [day = '', month = '', year = ''] = printedDay(letter.date).split('/');
      const parts = [day, month, year].map((part) => `<input size="4" value="${part}">`).join(' ');
      const line = (name: string, address: string, kind: string) =>
        `<tr><td><a href="${address}">${name}</a></td><td>${kind}</td></tr>`;
      return page(
        shell(`<table class="ct"><tr><td>${column(['Số ký hiệu', 'Ngày ban hành', 'Trích yếu', 'Người ký'])}</td><td>${column([code(letter), parts, html(letter.subject), letter.signer])}</td></tr></table>
<table id="tep">${line('phu-luc.pdf', '/vbdi/phu-luc.pdf', 'Phụ lục')}${line(letter.fileName, `/vbdi/tep?vb=${letter.id}`, 'Văn bản chính')}</table>
<input type="file" id="chon"><button class="len">Tải lên</button><button class="giu" disabled>Lưu</button><p></p><script>
const at = (s) => document.querySelector(s); let key = '';
const ask = async (to, body) => (await fetch('/vbdi/' + to + '?vb=${letter.id}', { method: 'POST', body })).json();
at('.len').onclick = async () => { const form = new FormData(); form.append('tep', at('#chon').files[0]); ({ key } = await ask('tai', form)); at('.giu').disabled = false; };
at('.giu').onclick = () => { at('p').innerHTML = '<button class="co">Xác nhận</button>'; at('.co').onclick = async () => { await ask('luu', key); at('p').textContent = 'Đã lưu'; }; };</script>`),
      );
    },
  };
}

/** Everything is drawn: nothing can be read, and that is said. */
export const canvasOnly = (): Make => ({
  start: '/flutter/',
  answer: () =>
    page(
      shell(
        '<flt-glass-pane></flt-glass-pane><script>const r = document.querySelector("flt-glass-pane").attachShadow({ mode: "open" }); r.innerHTML = "<canvas width=600 height=400></canvas>";</script>',
      ),
    ),
});
