import { createHmac, randomBytes } from 'node:crypto';
import { html, printedDay, type SampleLetter, type SampleLetters } from '../letters.ts';
import { type Answer, type Asked, type Make, page, pdf, refuse, token } from '../serve.ts';
import { PAGE_SCRIPT } from './page-script.ts';

/**
 * The way of ASP.NET WebForms: frames in frames, one address for every letter, the state of the page in a signed
 * `__VIEWSTATE`, files and uploads by post-back, parts of the page drawn anew by partial post-backs (MS AJAX delta
 * format). Its texts are decomposed Unicode (NFD).
 */

const ROOT = '/webforms';
const COOKIE = 'ASP.NET_SessionId';

export function webForms(letters: SampleLetters): Make {
  const key = randomBytes(32);
  const sessions = new Set<string>();
  const mac = (text: string) => createHmac('sha256', key).update(text).digest('base64');
  const viewState = (chosen: number) => {
    const text = Buffer.from(JSON.stringify({ chosen, at: token() })).toString('base64');
    return `${text}.${mac(text)}`;
  };
  const readViewState = (written: string): number | undefined => {
    const [text = '', sign = ''] = written.split('.');
    if (mac(text) !== sign) return undefined;
    return (JSON.parse(Buffer.from(text, 'base64').toString()) as { chosen: number }).chosen;
  };
  const nfd = (text: string) => html(text.normalize('NFD'));

  const grid = () =>
    `<table id="ctl00_grvVanBan" class="luoi"><tr><th>STT</th><th>${nfd('Số ký hiệu')}</th><th>${nfd('Trích yếu')}</th></tr>${letters.all
      .map(
        (letter, index) =>
          `<tr><td>${index + 1}</td><td>${letter.number}/${letter.notation}</td><td><a href="javascript:__doPostBack('ctl00$grvVanBan','Select$${index}')">${nfd(letter.subject)}</a></td></tr>`,
      )
      .join('')}</table>`;
  const line = (id: string, label: string, value: string) =>
    `<tr><td class="nhan">${nfd(label)}:</td><td><span id="ctl00_${id}">${nfd(value)}</span></td></tr>`;
  const detail = (letter: SampleLetter | undefined) =>
    letter
      ? `<div id="ctl00_pnlChiTiet"><table class="tt">
${line('lblSo', 'Số, ký hiệu', `${letter.number}/${letter.notation}`)}
${line('lblNgay', 'Ngày ban hành', printedDay(letter.date))}
${line('lblTrichYeu', 'Trích yếu', `V/v ${letter.subject}`)}
${line('lblNguoiKy', 'Người ký', letter.signer)}
${line('lblHan', 'Hạn xử lý', printedDay(letter.dueDate))}
${line('lblTraLoi', 'Trả lời văn bản số', letter.responseFor)}
${line('lblKhan', 'Độ khẩn', letter.priority)}
<tr><td class="nhan">${nfd('Nơi nhận')}:</td><td>${letter.recipients.map(({ code, name }) => nfd(`${code} - ${name}`)).join('<br>')}</td></tr>
<tr><td class="nhan">${nfd('Tệp')}:</td><td><a id="ctl00_lnkTep" href="javascript:__doPostBack('ctl00$lnkTep','')">${letter.fileName}</a> (${letter.versions.length})</td></tr>
</table><div id="ctl00_thanhCongCu" class="nut"></div></div>`
      : '';
  const upload = (letter: SampleLetter | undefined) =>
    letter
      ? `<input type="file" name="ctl00$fuTepKy" id="ctl00_fuTepKy"><input type="submit" name="ctl00$btnCapNhat" id="ctl00_btnCapNhat" value="${nfd('Cập nhật')}">`
      : '';

  const work = (chosen: number, message = ''): Answer => {
    const letter = letters.all[chosen];
    return page(`<!DOCTYPE html><html><head><meta charset="utf-8"><title>${nfd('Xử lý văn bản')}</title>
<style>body{font:12px Tahoma} td,th{border:1px solid #bcd;padding:3px 6px}</style><script>${PAGE_SCRIPT}</script></head><body>
<form method="post" action="./XuLy.aspx" id="aspnetForm" name="aspnetForm" enctype="multipart/form-data">
<input type="hidden" name="__EVENTTARGET" id="__EVENTTARGET" value=""><input type="hidden" name="__EVENTARGUMENT" id="__EVENTARGUMENT" value="">
<input type="hidden" name="__VIEWSTATE" id="__VIEWSTATE" value="${viewState(chosen)}">
<div>${grid()}</div><span id="ctl00_lblThongBao">${nfd(message)}</span>
<div id="ctl00_UpdatePanel1">${detail(letter)}</div><div id="ctl00_pnlTep">${upload(letter)}</div></form></body></html>`);
  };
  /** One piece of the delta format: length|type|id|content|. */
  const piece = (type: string, id: string, content: string) => `${content.length}|${type}|${id}|${content}|`;

  async function postBack(asked: Asked): Promise<Answer> {
    const form = await asked.form();
    const chosen = readViewState(String(form.get('__VIEWSTATE') ?? ''));
    if (chosen === undefined) return refuse(500, 'Validation of viewstate MAC failed.');
    const target = String(form.get('__EVENTTARGET') ?? '');
    if (target === 'ctl00$grvVanBan') {
      const next = Number(/\d+$/u.exec(String(form.get('__EVENTARGUMENT')))?.[0] ?? -1);
      if (asked.headers['x-microsoftajax'] !== 'Delta=true') return work(next);
      const letter = letters.all[next];
      const body =
        piece('updatePanel', 'ctl00_UpdatePanel1', detail(letter)) +
        piece('updatePanel', 'ctl00_pnlTep', upload(letter)) +
        piece('hiddenField', '__VIEWSTATE', viewState(next));
      return { headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body };
    }
    const letter = letters.all[chosen];
    if (!letter) return refuse(404);
    if (target === 'ctl00$lnkTep') return pdf(letter.versions.at(-1) ?? new Uint8Array());
    const file = form.get('ctl00$fuTepKy');
    if (!form.has('ctl00$btnCapNhat') || !(file instanceof File)) return work(chosen, 'Chưa chọn tệp.');
    const taken = letters.take(letter.id, new Uint8Array(await file.arrayBuffer()));
    return work(chosen, taken ? 'Đã cập nhật tệp ký số.' : 'Tệp không hợp lệ.');
  }

  return {
    start: `${ROOT}/Default.aspx`,
    answer(asked) {
      const { pathname } = asked.url;
      if (pathname === `${ROOT}/Default.aspx`) {
        const session = token();
        sessions.add(session);
        return page(
          `<!DOCTYPE html><html><head><title>QLVB</title></head><body style="margin:0"><iframe name="khung" src="Khung.aspx" style="width:100%;height:640px;border:0"></iframe></body></html>`,
          { 'Set-Cookie': `${COOKIE}=${session}; Path=/; HttpOnly; SameSite=Lax` },
        );
      }
      if (!sessions.has(asked.cookies[COOKIE] ?? '')) return refuse(401);
      if (pathname === `${ROOT}/Khung.aspx`) {
        return page(
          `<!DOCTYPE html><html><body style="margin:0"><h4>${nfd('Văn bản đi')}</h4><iframe name="noidung" src="VanBan/XuLy.aspx" style="width:100%;height:560px;border:0"></iframe></body></html>`,
        );
      }
      if (pathname !== `${ROOT}/VanBan/XuLy.aspx`) return refuse(404);
      return asked.method === 'POST' ? postBack(asked) : work(-1);
    },
  };
}
