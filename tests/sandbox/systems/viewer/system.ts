import { html, printedDay, type SampleLetter, type SampleLetters } from '../letters.ts';
import { json, type Make, page, pdf, refuse, script, token } from '../serve.ts';
import { VIEWER_SCRIPT } from './page-script.ts';

/**
 * The way of systems built around an embedded viewer: an `object` shows the file, hidden controls hold it as base64 with
 * its name, and "Lưu" stores what those controls hold, whatever the viewer shows by then.
 */

const ROOT = '/khung-xem';

export function embeddedViewer(letters: SampleLetters): Make {
  const session = token();
  const shell = (letter: SampleLetter) =>
    page(
      `<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>Xem văn bản ${letter.number}</title></head><body>
<table id="thongtin"><tbody><tr><td>Số ký hiệu</td><td>${letter.number}/${letter.notation}</td></tr>
<tr><td>Ngày ban hành</td><td>${printedDay(letter.date)}</td></tr><tr><td>Trích yếu</td><td>${html(letter.subject)}</td></tr></tbody></table>
<div class="thanh-nut"></div><object id="xem" type="application/pdf" data="${ROOT}/tep/${letter.id}" width="600" height="300"></object>
<input type="hidden" id="tenTep" value="${html(letter.fileName)}"><textarea id="noiDungTep" hidden></textarea>
<button id="luu" data-id="${letter.id}">Lưu</button> <span id="thongBao"></span><script src="${ROOT}/xem.js"></script></body></html>`,
      { 'Set-Cookie': `phien_xem=${session}; Path=${ROOT}; HttpOnly; SameSite=Strict` },
    );
  return {
    start: `${ROOT}/van-ban/${letters.all[1]?.id ?? 0}`,
    answer(asked) {
      const { pathname } = asked.url;
      if (pathname === `${ROOT}/xem.js`) return script(VIEWER_SCRIPT);
      const [, part = '', id = ''] = /^\/khung-xem\/(van-ban|tep|luu)\/(\d+)$/u.exec(pathname) ?? [];
      const letter = letters.find(Number(id));
      if (!letter) return refuse(404);
      if (part === 'van-ban') return shell(letter);
      if (asked.cookies.phien_xem !== session) return refuse(401);
      if (part === 'tep') return pdf(letter.versions.at(-1) ?? new Uint8Array());
      const sent = JSON.parse(Buffer.from(asked.body).toString()) as { ten: string; noiDung: string };
      letter.fileName = sent.ten;
      return json({ ok: letters.take(letter.id, new Uint8Array(Buffer.from(sent.noiDung, 'base64'))) });
    },
  };
}
