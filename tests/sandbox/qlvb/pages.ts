import type { QlvbDocument } from './documents.ts';
import type { Account } from './sessions.ts';

/** HTML of the old system: tables, a blue banner, small Tahoma; the way such intranet pages were built in 2009. */

const html = (text: string): string =>
  text.replace(/[&<>"']/gu, (character) => `&#${character.codePointAt(0)};`);

const STYLE = `
body{margin:0;font:12px Tahoma,Arial,sans-serif;background:#eef3f8;color:#222}
a{color:#0b4a8f;text-decoration:none} a:hover{text-decoration:underline}
.banner{background:linear-gradient(#2f7cc0,#114a86);color:#fff;padding:10px 16px;border-bottom:3px solid #e3a21a}
.banner b{font-size:17px;text-transform:uppercase} .banner div{font-size:11px;opacity:.9}
.thanh{background:#d6e4f2;border-bottom:1px solid #a9c3dd;padding:5px 16px}
.thanh span{float:right}
table.khung{width:100%;border-collapse:collapse} table.khung>tbody>tr>td{vertical-align:top}
td.menu{width:190px;background:#f6f9fc;border-right:1px solid #c4d5e6;padding:8px 0}
td.menu h4{margin:0 0 4px;padding:5px 12px;background:#cddff0;font-size:12px}
td.menu a{display:block;padding:5px 12px 5px 24px;border-bottom:1px dotted #cbd9e6}
td.noidung{padding:12px 16px}
h3{margin:0 0 10px;font-size:14px;color:#0b4a8f;border-bottom:1px solid #b9cfe4;padding-bottom:4px}
table.luoi{width:100%;border-collapse:collapse;background:#fff}
table.luoi th{background:#dbe8f4;border:1px solid #b5cbe0;padding:5px;text-align:left}
table.luoi td{border:1px solid #d2dfec;padding:5px} table.luoi tr:nth-child(even) td{background:#f7fafd}
table.tt{border-collapse:collapse;background:#fff;width:100%;margin-bottom:14px}
table.tt td{border:1px solid #d2dfec;padding:6px 8px} table.tt td.nhan{width:150px;background:#edf3f9;font-weight:bold}
.nut{background:linear-gradient(#fdfdfd,#dfe6ec);border:1px solid #8fa9c2;padding:3px 12px;font:12px Tahoma,Arial}
.thanhcongcu{margin-bottom:10px;padding:5px;background:#e6eef6;border:1px solid #c4d5e6;min-height:26px}
.khan{color:#c00;font-weight:bold}.loi{color:#c00}.xong{color:#0a7a2f;font-weight:bold}
iframe{width:100%;height:430px;border:1px solid #b5cbe0;background:#fff}
.chan{color:#667;font-size:11px;padding:10px 16px;border-top:1px solid #c4d5e6}
form.dangnhap{width:330px;margin:70px auto;background:#fff;border:1px solid #a9c3dd;padding:0 18px 18px}
form.dangnhap h3{margin-top:14px} form.dangnhap label{display:block;margin:9px 0 3px}
form.dangnhap input{width:100%;box-sizing:border-box;padding:4px;border:1px solid #9db4ca}`;

const page = (title: string, body: string): string =>
  `<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8"><title>${html(title)}</title><style>${STYLE}</style></head><body>${body}</body></html>`;

const banner = `<div class="banner"><b>Hệ thống quản lý văn bản và điều hành</b><div>Ủy ban nhân dân xã Mẫu A, tỉnh Mẫu (hệ thống tập huấn)</div></div>`;

function frame(account: Account, body: string, token: string): string {
  return `${banner}<div class="thanh"><span>Xin chào: <b>${html(account.name)}</b> (${html(account.title)}) |
<form action="/DangXuat" method="post" style="display:inline"><input type="hidden" name="__RequestVerificationToken" value="${token}"><button class="nut" type="submit">Thoát</button></form></span>
Trang chủ &raquo; Văn bản đi</div>
<table class="khung"><tbody><tr><td class="menu"><h4>Văn bản đi</h4>
<a href="/VanBanDi?tt=cho-ky">Chờ ký duyệt</a><a href="/VanBanDi?tt=cho-phat-hanh">Chờ phát hành</a><a href="/VanBanDi?tt=da-phat-hanh">Đã phát hành</a><a href="/VanBanDi">Tất cả</a></td>
<td class="noidung">${body}</td></tr></tbody></table><div class="chan">Phiên bản 2.3.1 - Hiển thị tốt trên màn hình 1024x768</div>`;
}

export function loginPage(token: string, failed: boolean): string {
  return page(
    'Đăng nhập',
    `${banner}<form class="dangnhap" method="post" action="/DangNhap"><h3>Đăng nhập hệ thống</h3>
<input type="hidden" name="__RequestVerificationToken" value="${token}">
${failed ? '<p class="loi">Tên đăng nhập hoặc mật khẩu không đúng.</p>' : ''}
<label for="tk">Tên đăng nhập</label><input id="tk" name="taiKhoan" autocomplete="username">
<label for="mk">Mật khẩu</label><input id="mk" name="matKhau" type="password" autocomplete="current-password">
<p><button class="nut" type="submit">Đăng nhập</button></p></form>`,
  );
}

export function listPage(account: Account, filter: string, token: string): string {
  const query = filter === '' ? '' : `?tt=${encodeURIComponent(filter)}`;
  return page(
    'Văn bản đi',
    frame(
      account,
      `<h3>Danh sách văn bản đi</h3><iframe name="luoi" src="/VanBanDi/Luoi${query}"></iframe>`,
      token,
    ),
  );
}

export function gridPage(documents: readonly QlvbDocument[]): string {
  const rows = documents
    .map(
      (document, index) => `<tr class="dong" data-id="${document.id}"><td>${index + 1}</td>
<td>${document.number}/${document.notation}</td><td>${document.date}</td>
<td><a href="/VanBanDi/ChiTiet/${document.id}" target="_parent">${html(document.subject)}</a>${
        document.priority === 'Thường' ? '' : ` <span class="khan">[${html(document.priority)}]</span>`
      }</td>
<td>${html(document.drafter)}</td><td>${document.state}</td></tr>`,
    )
    .join('');
  return page(
    'Lưới văn bản',
    `<table class="luoi"><thead><tr><th>STT</th><th>Số ký hiệu</th><th>Ngày ban hành</th><th>Trích yếu</th><th>Người soạn</th><th>Trạng thái</th></tr></thead>
<tbody>${rows === '' ? '<tr><td colspan="6">Không có văn bản.</td></tr>' : rows}</tbody></table>`,
  );
}

function uploadForm(document: QlvbDocument, token: string): string {
  return `<h3>Cập nhật tệp đã ký</h3>
<form id="frmCapNhat" action="/VanBanDi/CapNhatTep/${document.id}" method="post" enctype="multipart/form-data">
<input type="hidden" name="__RequestVerificationToken" value="${token}">
${document.number === '' ? '<input name="so" placeholder="Số"><input name="ngayBanHanh" placeholder="Ngày ban hành">' : ''}
<input type="file" name="tepKySo" accept="application/pdf,.pdf">
<button class="nut" type="submit" name="luu" value="1">Cập nhật</button></form>`;
}

export function documentPage(
  account: Account,
  document: QlvbDocument,
  token: string,
  message: string,
): string {
  const line = (label: string, value: string) => `<tr><td class="nhan">${label}</td><td>${value}</td></tr>`;
  const recipients = document.recipients
    .map((recipient) => `<li data-ma="${recipient.code}">${recipient.code} - ${html(recipient.name)}</li>`)
    .join('');
  const history = document.history
    .map(
      (entry, index) =>
        `<tr><td>${index + 1}</td><td>${entry.at}</td><td>${html(entry.account)}</td><td>${html(entry.what)}</td></tr>`,
    )
    .join('');
  const mayUpload = document.state === account.handles;
  return page(
    `Văn bản ${document.number}/${document.notation}`,
    frame(
      account,
      `<h3>Chi tiết văn bản đi</h3>
${message === '' ? '' : `<p class="xong">${html(message)}</p>`}
<div class="thanhcongcu"><a class="nut" href="/VanBanDi">&laquo; Quay lại</a> <a class="nut" href="javascript:window.print()">In phiếu</a></div>
<table class="tt" id="chitiet"><tbody>
${line('Số ký hiệu:', `${document.number}/${document.notation}`)}
${line('Ngày ban hành:', document.date)}
${line('Loại văn bản:', html(document.kind))}
${line('Trích yếu:', html(document.subject))}
${line('Người ký:', html(document.signer))}
${line('Chức vụ:', html(document.position))}
${line('Độ khẩn:', html(document.priority))}
${line('Nơi nhận:', `<ul style="margin:0;padding-left:16px">${recipients}</ul>`)}
${line('Nơi nhận khác:', document.toPlaces.map(html).join('<br>'))}
${line('Trạng thái:', `<b id="trangthai">${document.state}</b>`)}
${line('Tệp văn bản:', `<a class="tep" href="/Tep/${document.fileToken}">${html(document.fileName)}</a>`)}
${document.attachments.length === 0 ? '' : line('Tệp kèm theo:', document.attachments.map(({ token: file, name }) => `<a class="kemtheo" href="/Tep/${file}">${html(name)}</a>`).join('<br>'))}
</tbody></table>
${mayUpload ? uploadForm(document, token) : ''}
<h3>Lịch sử xử lý</h3><table class="luoi" id="lichsu"><thead><tr><th>STT</th><th>Thời gian</th><th>Người xử lý</th><th>Nội dung</th></tr></thead><tbody>${history}</tbody></table>`,
      token,
    ),
  );
}

/** A list to choose from as component libraries draw it: pressed open, its options are made then. */
const URGENCY_LIST = `<input type="hidden" name="doKhan"><div id="doKhan" role="combobox" tabindex="0" aria-haspopup="listbox" aria-expanded="false" aria-controls="doKhanDs" style="border:1px solid #999;padding:2px 6px;width:140px">-- Chọn --</div><ul id="doKhanDs" role="listbox" hidden></ul>
<script>(function () {
  var box = document.getElementById('doKhan'), list = document.getElementById('doKhanDs');
  function shut() { list.hidden = true; box.setAttribute('aria-expanded', 'false'); }
  box.addEventListener('mousedown', function () {
    box.setAttribute('aria-expanded', 'true');
    setTimeout(function () {
      list.innerHTML = '<li role="option" data-ma="1">Thường</li><li role="option" data-ma="2">Khẩn</li>';
      list.hidden = false;
    }, 50);
  });
  box.addEventListener('keydown', function (event) { if (event.keyCode === 27) shut(); });
  list.addEventListener('click', function (event) {
    box.textContent = event.target.textContent;
    document.getElementsByName('doKhan')[0].value = event.target.getAttribute('data-ma');
    shut();
  });
})();</script>`;

/** The form in which a received document is entered ("vào sổ văn bản đến"). */
export function entryPage(account: Account, token: string, message: string): string {
  const entry = (name: string, label: string) =>
    `<tr><td class="nhan">${label}</td><td><input name="${name}"></td></tr>`;
  return page(
    'Vào sổ văn bản đến',
    frame(
      account,
      `<h3>Vào sổ văn bản đến</h3>${message === '' ? '' : `<p class="xong">${html(message)}</p>`}
<form id="frmVanBanDen" action="/VanBanDen/Them" method="post" enctype="multipart/form-data">
<input type="hidden" name="__RequestVerificationToken" value="${token}"><table class="tt"><tbody>
${entry('soKyHieu', 'Số ký hiệu')}${entry('ngayBanHanh', 'Ngày ban hành')}${entry('coQuan', 'Cơ quan ban hành')}
<tr><td class="nhan">Trích yếu</td><td><textarea name="trichYeu"></textarea></td></tr>
<tr><td class="nhan">Độ khẩn</td><td>${URGENCY_LIST}</td></tr>
${entry('nguoiXuLy', 'Chuyển xử lý')}
<tr><td class="nhan">Tệp văn bản</td><td><input type="file" name="tep" multiple></td></tr></tbody></table>
<button class="nut" type="submit">Lưu</button></form>`,
      token,
    ),
  );
}

export const errorPage = (text: string): string => page('Lỗi', `${banner}<p class="loi">${html(text)}</p>`);
