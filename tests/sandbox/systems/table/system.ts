import { html, printedDay, type SampleLetters } from '../letters.ts';
import { json, type Make, page, pdf, refuse, script, token } from '../serve.ts';
import { TABLE_SCRIPT } from './table-script.ts';
import { tcvn3 } from './tcvn3.ts';

/**
 * The way of jQuery tables: an empty table that a script fills from JSON and draws anew at any time; all rows are
 * thrown away each time. Texts are TCVN3, as in databases that were never converted. Uploads need the page's token.
 */

const ROOT = '/bang';

export function redrawnTable(letters: SampleLetters): Make {
  const csrf = token();
  const session = token();
  const rows = () =>
    letters.all.map((letter) => ({
      id: letter.id,
      code: `${letter.number}/${letter.notation}`,
      day: printedDay(letter.date),
      subject: tcvn3(`Về việc ${letter.subject}`),
      signer: tcvn3(letter.signer),
      file: letter.fileName,
      state: tcvn3(letter.versions.length > 1 ? 'Đã ký' : 'Chờ ký'),
    }));
  return {
    start: `${ROOT}/`,
    async answer(asked) {
      const { pathname } = asked.url;
      if (pathname === `${ROOT}/`) {
        return page(
          `<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="_csrf" content="${csrf}"><title>${html(tcvn3('Văn bản đi'))}</title>
<style>body{font:13px .VnTime,serif} td,th{border:1px solid #ccc;padding:4px 8px}</style></head><body><h3>${html(tcvn3('Danh sách văn bản đi'))}</h3>
<input id="loc" placeholder="${html(tcvn3('Lọc'))}"><table id="dsVanBan"><thead><tr>${['STT', 'Số ký hiệu', 'Ngày ban hành', 'Trích yếu', 'Người ký', 'Tệp', 'Trạng thái', ''].map((name) => `<th>${html(tcvn3(name))}</th>`).join('')}</tr></thead><tbody></tbody></table>
<script src="bang.js"></script></body></html>`,
          { 'Set-Cookie': `JSESSIONID=${session}; Path=${ROOT}; HttpOnly; SameSite=Lax` },
        );
      }
      if (pathname === `${ROOT}/bang.js`) return script(TABLE_SCRIPT);
      if (asked.cookies.JSESSIONID !== session) return refuse(401);
      if (pathname === `${ROOT}/ds`) return json({ rows: rows() });
      const wanted = /^\/bang\/tai\/(\d+)$/u.exec(pathname)?.[1];
      const letter = wanted === undefined ? undefined : letters.find(Number(wanted));
      if (letter) return pdf(letter.versions.at(-1) ?? new Uint8Array());
      if (pathname !== `${ROOT}/cap-nhat` || asked.method !== 'POST') return refuse(404);
      const form = await asked.form();
      if (form.get('_csrf') !== csrf) return json({ ok: false, why: 'csrf' }, 403);
      const file = form.get('file');
      const bytes = file instanceof File ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array();
      return json({ ok: letters.take(Number(form.get('id')), bytes) });
    },
  };
}
