import { html, printedDay, type SampleLetter, type SampleLetters } from '../systems/letters.ts';
import { type Asked, json, type Make, page, pdf, refuse, token } from '../systems/serve.ts';

/** Pages of makers that take a file without a word: whether it lies there is seen by asking for it again. */

const shell = (body: string) =>
  `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Văn bản</title></head><body>${body}</body></html>`;
const newest = (letter: SampleLetter) => letter.versions.at(-1) ?? new Uint8Array();
const code = (letter: SampleLetter) => `${letter.number}/${letter.notation}`;
const second = (letters: SampleLetters) => letters.all[1]?.id ?? 0;

async function sent(asked: Asked, field: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = (await asked.form()).get(field);
  return file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
}

/** Oracle APEX: one address with its parts between colons, a report of files with a picture to press, a page that loads anew. */
export function apex(letters: SampleLetters): Make {
  return {
    start: `/ords/f?p=101:7:8812::NO::P7_ID:${second(letters)}`,
    async answer(asked) {
      const { pathname, searchParams } = asked.url;
      const letter = letters.find(Number(searchParams.get('x') ?? searchParams.get('p')?.split(':').at(-1)));
      if (!letter) return refuse(404);
      if (pathname === '/ords/apex_util.get_blob_file') return pdf(newest(letter));
      if (pathname === '/ords/wwv_flow.accept') {
        letters.take(letter.id, await sent(asked, 'P7_FILE'));
        return { status: 302, headers: { Location: `/ords/f?p=101:7:8812::NO::P7_ID:${letter.id}` } };
      }
      const item = (id: string, label: string, value: string) =>
        `<div class="t-Form-fieldContainer" id="${id}_CONTAINER"><div class="t-Form-labelContainer"><label for="${id}" id="${id}_LABEL" class="t-Form-label">${label}</label></div><div class="t-Form-inputContainer"><div class="t-Form-itemWrapper"><span id="${id}_DISPLAY" class="display_only">${html(value)}</span><input type="hidden" id="${id}" name="${id}" value="${html(value)}"></div></div></div>`;
      return page(
        shell(`<form action="/ords/wwv_flow.accept?x=${letter.id}" method="post" id="wwvFlowForm" enctype="multipart/form-data"><input type="hidden" name="p_instance" value="8812">
${item('P7_SO_KH', 'Số, ký hiệu', code(letter))}${item('P7_NGAY', 'Ngày văn bản', printedDay(letter.date))}${item('P7_TY', 'Nội dung trích yếu', letter.subject)}${item('P7_NK', 'Người ký', letter.signer)}
<table class="t-Report-report"><thead><tr><th>Tên file</th><th>Dung lượng</th><th>Tải</th></tr></thead><tbody><tr><td headers="FILENAME">${letter.fileName}</td><td>100KB</td><td headers="DL"><a href="apex_util.get_blob_file?a=101&x=${letter.id}&s=8812&ck=abc" class="t-Button"><span class="fa fa-download">⇩</span></a></td></tr></tbody></table>
<input type="file" id="P7_FILE" name="P7_FILE"><button type="button" onclick="document.forms[0].submit()" class="t-Button t-Button--hot"><span class="t-Button-label">Lưu</span></button></form>`),
      );
    },
  };
}

/**
 * A component that draws the file as soon as the page is open: no link, no button, text laid over the picture. It asks
 * with a token that the application keeps.
 */
export function drawnAtOnce(letters: SampleLetters): Make {
  const bearer = token();
  return {
    start: `/doc/vb/${second(letters)}`,
    async answer(asked) {
      const letter = letters.find(Number(/(\d+)/u.exec(asked.url.pathname)?.[1]));
      if (!letter) return refuse(404);
      if (asked.url.pathname.startsWith('/doc/api/')) {
        if (asked.headers.authorization !== `Bearer ${bearer}`) return refuse(401);
        if (asked.method === 'GET') return pdf(newest(letter));
        return json({ ok: letters.take(letter.id, await sent(asked, 'tep')) });
      }
      const line = (label: string, value: string) => `<p>${label}: ${html(value)}</p>`;
      return page(
        shell(`<section class="ct">${line('Số ký hiệu', code(letter))}${line('Ngày ký', printedDay(letter.date))}${line('Trích yếu', letter.subject)}${line('Người ký', letter.signer)}</section>
<div class="trang"><canvas width="400" height="200"></canvas><div class="chu"></div></div><input type="file"><button class="len">Tải lên</button>
<script>const at = (s) => document.querySelector(s); const address = '/doc/api/${letter.id}/content';
sessionStorage.setItem('dang-nhap', JSON.stringify({ token: '${bearer}' })); const headers = { Authorization: 'Bearer ${bearer}' };
fetch(address, { headers }).then((r) => r.arrayBuffer()).then((b) => { at('canvas').getContext('2d').fillText('PDF', 10, 20); at('.chu').textContent = b.byteLength + ' byte'; });
at('.len').onclick = async () => { const d = new FormData(); d.append('tep', at('input').files[0]); await fetch(address, { method: 'POST', headers, body: d }); };</script>`),
      );
    },
  };
}
