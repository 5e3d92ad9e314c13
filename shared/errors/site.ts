import type { ErrorEntry } from './entry.ts';

/** Failures between the extension and the page of a web document system. */
export const siteErrors = {
  SITE_ADDRESS_REFUSED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Trang chỉ tới một tệp nằm ngoài hệ thống này ({host}) nên tiện ích không tải. Chưa ký gì.',
      next: 'Nếu tệp đúng là của hệ thống, báo bộ phận CNTT thêm địa chỉ đó vào phần khai báo trang.',
    },
    en: {
      says: 'The page points at a file outside of this system ({host}), so it was not fetched. Nothing was signed.',
      next: 'If the file does belong to the system, ask IT to add that address to the site profile.',
    },
  },
  SITE_SESSION_EXPIRED: {
    severity: 'error',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Phiên đăng nhập hệ thống văn bản đã hết hạn nên không tải được tệp. Chưa ký gì.',
      next: 'Đăng nhập lại trên trang, mở lại văn bản rồi bấm lại nút.',
    },
    en: {
      says: 'Your login to the document system has expired, so the file could not be fetched. Nothing was signed.',
      next: 'Log in again on the page, open the document and press the button again.',
    },
  },
  SITE_FETCH_FAILED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không tải được tệp từ hệ thống văn bản ({reason}). Chưa ký gì.',
      next: 'Thử mở tệp ngay trên trang. Mở được thì bấm lại nút, hoặc lưu tệp về máy rồi bấm “Ký một tệp…” trong bảng Ký Gửi; không mở được thì báo người quản trị hệ thống văn bản.',
      reasons: {
        page: 'trang đã đóng, chuyển sang trang khác hoặc không đưa tệp',
        network: 'đường truyền bị ngắt',
        timeout: 'chờ quá lâu không có trả lời',
      },
    },
    en: {
      says: 'The file could not be fetched from the document system ({reason}). Nothing was signed.',
      next: "Try to open the file on the page. If it opens, press again, or save it and press “Sign a file…” in the Ký Gửi panel; if not, tell the system's administrator.",
      reasons: {
        page: 'the page was closed, left, or gave no file',
        network: 'the line was broken',
        timeout: 'no answer for too long',
      },
    },
  },
  SITE_FILE_TOO_LARGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp vượt giới hạn {limit} MB nên không được xử lý. Chưa ký gì.',
      next: 'Đề nghị người soạn xuất lại PDF nhỏ hơn (giảm độ phân giải ảnh quét), rồi thử lại.',
    },
    en: {
      says: 'The file is over the limit of {limit} MB and was not processed. Nothing was signed.',
      next: 'Ask the author to export a smaller PDF (lower the resolution of scans), then try again.',
    },
  },
  SITE_FILE_LOST: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trình duyệt đã xóa bản tạm của tệp trước khi xong việc. Văn bản trên hệ thống vẫn còn nguyên.',
      next: 'Đóng cửa sổ này rồi bấm lại nút trên trang, hoặc chọn lại tệp trên máy.',
    },
    en: {
      says: 'The browser removed its temporary copy of the file before the work was done. The document in the system is untouched.',
      next: 'Close this window, then press the button on the page again or choose the file again.',
    },
  },
  SITE_PAGE_GONE: {
    severity: 'warning',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Đã ký xong nhưng trang của văn bản không còn mở nên chưa đưa được tệp trở lại. Tệp đã ký vẫn được giữ.',
      next: 'Mở lại trang văn bản đó rồi bấm “Đưa lại vào trang”, hoặc bấm “Lưu tệp đã ký”.',
    },
    en: {
      says: 'The file is signed, but the page of the document is no longer open, so it was not handed back. The signed file is kept.',
      next: 'Open the page of the document and press “Hand back again”, or press “Save the signed file”.',
    },
  },
  SITE_OTHER_LETTER: {
    severity: 'warning',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Đã ký xong nhưng trang đang hiện một văn bản khác nên tệp không được đưa vào. Tệp đã ký vẫn được giữ.',
      next: 'Mở lại đúng văn bản đã ký trên trang rồi bấm “Đưa lại vào trang”, hoặc bấm “Lưu tệp đã ký”.',
    },
    en: {
      says: 'The file is signed, but the page now shows another letter, so the file was not put into it. The signed file is kept.',
      next: 'Open the letter that was signed on the page and press “Hand back again”, or press “Save the signed file”.',
    },
  },
  SITE_NO_PDF: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thẻ đang mở không có tệp PDF nào mà tiện ích lấy được. Chưa ký gì.',
      next: 'Mở tệp PDF trong một thẻ của trình duyệt rồi thử lại, hoặc lưu tệp về máy, bấm “Ký một tệp…” trong bảng Ký Gửi rồi chọn tệp.',
    },
    en: {
      says: 'The open tab shows no PDF that the extension can take. Nothing was signed.',
      next: 'Open the PDF in a tab of the browser and try again, or save it, press “Sign a file…” in the Ký Gửi panel and choose it.',
    },
  },
  SITE_NO_ENTRY_FORM: {
    severity: 'warning',
    retriable: true,
    exit: 3,
    vi: {
      says: 'Trang đang mở không có biểu mẫu vào sổ văn bản đến mà tiện ích biết. Chưa điền gì.',
      next: 'Mở trang nhập văn bản đến trên hệ thống rồi bấm lại. Nếu đã mở, bấm “Chỉ cho tiện ích biểu mẫu đang mở”, hoặc báo bộ phận CNTT bổ sung phần khai báo trang.',
    },
    en: {
      says: 'The open page has no form for incoming documents that the extension knows. Nothing was filled in.',
      next: 'Open the page where incoming documents are entered and press again. If it is open, press “Teach the extension the open form”, or ask IT to extend the site profile.',
    },
  },
  SITE_HAND_IN_FAILED: {
    severity: 'warning',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không đưa được văn bản vào biểu mẫu trên trang ({reason}). Chưa lưu gì trên hệ thống; văn bản vẫn ở danh sách văn bản đến.',
      next: 'Tải lại trang nhập văn bản rồi bấm lại. Nếu vẫn không được, lưu tệp về máy và nhập bằng tay.',
    },
    en: {
      says: 'The document could not be put into the form on the page ({reason}). Nothing was saved in the system; the document is still in the inbox.',
      next: 'Reload the page with the form and press again. If it fails again, save the files and enter them by hand.',
    },
  },
  SITE_GIVE_BACK_FAILED: {
    severity: 'warning',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Đã ký xong nhưng trang không nhận tệp ({reason}). Tệp đã ký vẫn được giữ.',
      next: 'Tải lại trang văn bản rồi bấm “Đưa lại vào trang”. Nếu vẫn không được, bấm “Lưu tệp đã ký” và tải lên bằng tay.',
    },
    en: {
      says: 'The file is signed, but the page did not take it ({reason}). The signed file is kept.',
      next: 'Reload the page and press “Hand back again”. If it fails again, press “Save the signed file” and upload it by hand.',
    },
  },
  SITE_GIVE_BACK_HALFWAY: {
    severity: 'warning',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trang đã nhận tệp đã ký ở bước đầu, rồi chuyển sang trang khác hoặc không hiện nút của bước tiếp theo; bước đó (thường là “Lưu” hoặc “Xác nhận”) chưa được bấm. Tệp đã ký vẫn được giữ.',
      next: 'Xem trang đang mở: nếu có tệp đã ký, tự bấm nút còn lại rồi đóng cửa sổ này. Nếu không thấy tệp, mở lại trang văn bản và bấm “Đưa lại vào trang”, hoặc bấm “Lưu tệp đã ký” và tải lên bằng tay. Nếu lần nào cũng vậy, báo bộ phận CNTT sửa phần khai báo trang.',
    },
    en: {
      says: 'The page took the signed file in its first step, then went to another page or did not show the button of the next step; that one (mostly “Save” or “Confirm”) was not pressed. The signed file is kept.',
      next: 'Look at the open page: if the signed file is there, press the remaining button yourself and close this window. If not, open the page of the document again and press “Hand back again”, or press “Save the signed file” and upload it by hand. If it happens each time, ask IT to correct the site profile.',
    },
  },
  SITE_GIVE_BACK_UNCONFIRMED: {
    severity: 'warning',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Tệp đã ký đã được đưa vào trang, nhưng trang chưa hiện dấu hiệu đã nhận. Tệp đã ký vẫn được giữ.',
      next: 'Xem lịch sử xử lý trên trang. Nếu chưa thấy tệp mới, bấm “Đưa lại vào trang”.',
    },
    en: {
      says: 'The signed file was handed to the page, but the page has not shown that it took it. The signed file is kept.',
      next: "Look at the document's history on the page. If the new file is not there, press “Hand back again”.",
    },
  },
  SITE_WORKER_STOPPED: {
    severity: 'warning',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Trình duyệt đã dừng tiện ích đúng lúc bấm. Mã PIN chưa được dùng, chưa ký gì.',
      next: 'Nhập lại mã PIN và bấm lần nữa.',
    },
    en: {
      says: 'The browser stopped the extension just as you pressed. The PIN was not used, nothing was signed.',
      next: 'Type the PIN again and press once more.',
    },
  },
  SITE_APPROVAL_LOST: {
    severity: 'warning',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Kết nối với chương trình Ký Gửi bị đứt trước khi bắt đầu ký. Chưa ký gì; tệp và những gì đã điền vẫn còn.',
      next: 'Bấm Thử lại, xem lại văn bản rồi ký.',
    },
    en: {
      says: 'The connection to the Ký Gửi program broke before signing began. Nothing was signed; the file and your entries are kept.',
      next: 'Press Try again, look at the document once more and sign.',
    },
  },
  SITE_PROFILE_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Khai báo trang “{profile}” không hợp lệ ở mục {field} nên không được dùng.',
      next: 'Khai báo lại trang trong Cài đặt, hoặc báo bộ phận CNTT.',
    },
    en: {
      says: 'The site profile “{profile}” is not valid at {field} and is not used.',
      next: 'Mend the site profile or tell IT.',
    },
  },
  SITE_EXPRESSION_ENDLESS: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Khai báo trang “{profile}” có biểu thức ở mục {field} có thể chạy mãi không dừng và làm treo trang, nên không được dùng.',
      next: 'Báo bộ phận CNTT viết lại biểu thức: không lặp một phần vốn đã lặp, như (a+)+; thay .* bằng tập ký tự hẹp hơn, như [^,]*.',
    },
    en: {
      says: 'An expression of the site profile “{profile}”, at {field}, could run for ever and hang the page, so the profile is not used.',
      next: 'Ask IT to write it anew: repeat no part that repeats itself, as in (a+)+, and use narrower sets for .*, as [^,]*.',
    },
  },
  SITE_OFF_BY_IT: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Bộ phận CNTT không cho dùng Ký Gửi trên trang {host}, nên khai báo của trang này không được lưu.',
      next: 'Nếu cần ký trên trang này, báo bộ phận CNTT.',
    },
    en: {
      says: 'IT does not allow Ký Gửi on {host}, so no profile of this page was kept.',
      next: 'If you need to sign on this page, tell IT.',
    },
  },
  SITE_ENTRY_UNFIT: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Mục “{reason}” quá dài hoặc không đúng dạng nên chưa ký được. Chưa ký gì; những gì đã điền vẫn còn.',
      next: 'Sửa mục đó ngay trong cửa sổ này; cửa sổ tự kiểm tra lại.',
      reasons: {
        number: 'Số',
        notation: 'Ký hiệu',
        date: 'Ngày',
        text: 'Nội dung ghi',
        copyKind: 'Hình thức sao',
      },
    },
    en: {
      says: 'The entry “{reason}” is too long or of another form than can be stamped. Nothing was signed; your entries are kept.',
      next: 'Mend the entry in this window; it is checked again by itself.',
      reasons: {
        number: 'Number',
        notation: 'Notation',
        date: 'Date',
        text: 'Text',
        copyKind: 'Kind of copy',
      },
    },
  },
  SITE_SENDER_REFUSED: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đã chặn một yêu cầu không đến từ nút bấm của tiện ích trên trang đã khai báo. Chưa ký gì.',
      next: 'Tải lại trang và bấm nút của Ký Gửi. Nếu lặp lại, báo bộ phận CNTT.',
    },
    en: {
      says: "A request that did not come from the extension's button on a known page was refused. Nothing was signed.",
      next: 'Reload the page and press the Ký Gửi button. If it happens again, tell IT.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
