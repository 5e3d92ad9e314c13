import type { ErrorEntry } from './entry.ts';
import { pdfLevelErrors } from './pdf-levels.ts';

/** Failures of reading and signing PDF files. The file on the clerk's disk or page is never changed by any of them. */
export const pdfErrors = {
  ...pdfLevelErrors,
  PDF_NOT_PDF: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp này không phải là PDF nên không ký, không kiểm tra được. Tệp gốc còn nguyên.',
      next: 'Mở tệp bằng Word hoặc phần mềm tạo ra nó, xuất ra PDF rồi ký lại.',
    },
    en: {
      says: 'This file is not a PDF, so it can be neither signed nor judged. The original is untouched.',
      next: 'Open it in the program that made it, export it as PDF, and sign again.',
    },
  },
  PDF_NEEDS_PASSWORD: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp PDF được bảo vệ bằng mật khẩu nên không mở ra để ký được. Tệp gốc còn nguyên.',
      next: 'Đề nghị người soạn gửi lại bản PDF không đặt mật khẩu mở tệp.',
    },
    en: {
      says: 'The PDF is protected by a password, so it cannot be opened for signing. The original is untouched.',
      next: 'Ask its author for a copy without an open password.',
    },
  },
  PDF_ENCRYPTION_UNSUPPORTED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp PDF được mã hóa theo kiểu mà phần mềm không hỗ trợ ({kind}). Tệp gốc còn nguyên.',
      next: 'Đề nghị người soạn gửi lại bản PDF không mã hóa.',
    },
    en: {
      says: 'The PDF is encrypted in a way that is not supported ({kind}). The original is untouched.',
      next: 'Ask its author for a copy that is not encrypted.',
    },
  },
  PDF_XREF_DAMAGED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Cấu trúc bên trong tệp PDF bị hỏng ({where}). Phần mềm không tự sửa; tệp gốc còn nguyên.',
      next: 'Tải lại tệp từ nơi gửi. Nếu vẫn hỏng, đề nghị người soạn xuất lại PDF.',
    },
    en: {
      says: 'The cross-reference data inside the PDF is damaged ({where}). It was not repaired; the original is untouched.',
      next: 'Download the file again. If it is still damaged, ask its author to export it anew.',
    },
  },
  PDF_OBJECT_DAMAGED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Một phần dữ liệu của tệp PDF bị hỏng ({where}) nên không ký được. Tệp gốc còn nguyên.',
      next: 'Tải lại tệp từ nơi gửi. Nếu vẫn hỏng, đề nghị người soạn xuất lại PDF.',
    },
    en: {
      says: 'A part of the PDF is damaged ({where}), so it cannot be signed. The original is untouched.',
      next: 'Download the file again. If it is still damaged, ask its author to export it anew.',
    },
  },
  PDF_LIMIT_EXCEEDED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp PDF vượt giới hạn an toàn ({limit}) nên không được xử lý. Tệp gốc còn nguyên.',
      next: 'Nếu tệp là văn bản thật, đề nghị người soạn xuất lại PDF hoặc báo bộ phận CNTT nâng giới hạn.',
    },
    en: {
      says: 'The PDF goes over a safety limit ({limit}) and was not processed. The original is untouched.',
      next: 'If the document is genuine, have it exported anew, or ask IT to raise the limit.',
    },
  },
  PDF_READ_FAILED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không đọc được tệp PDF {file} (mã hệ thống: {reason}).',
      next: 'Kiểm tra tệp còn ở chỗ cũ và không bị chương trình khác khóa, rồi thử lại.',
      reasons: { 'the file became shorter': 'tệp bị cắt ngắn trong lúc đọc' },
    },
    en: {
      says: 'The PDF {file} could not be read (system code: {reason}).',
      next: 'Check that the file is still there and no other program locks it, then try again.',
      reasons: { 'the file became shorter': 'the file became shorter while it was read' },
    },
  },
  PDF_ANCHOR_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không thấy chữ “{anchor}” trong tệp nên không biết đặt chữ ký ở đâu. Chưa ký gì.',
      next: 'Xem lại chữ đánh dấu trong văn bản (tệp quét ảnh không có chữ để tìm), hoặc đặt vị trí bằng --page và --rect.',
    },
    en: {
      says: 'The text "{anchor}" is not in the file, so the place of the signature is not known. Nothing was signed.',
      next: 'Look at the mark in the document (a scan holds no text), or give the place with --page and --rect.',
    },
  },
  PDF_WRITE_FAILED: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Không ghi được tệp đã ký ({reason}). Không có tệp dở dang nào để lại; tệp gốc còn nguyên.',
      next: 'Kiểm tra chỗ trống trên ổ đĩa và quyền ghi vào thư mục, rồi thử lại.',
    },
    en: {
      says: 'The signed file could not be written ({reason}). No half file was left; the original is untouched.',
      next: 'Check free disk space and the right to write to the folder, then try again.',
    },
  },
  PDF_OUTPUT_IS_INPUT: {
    severity: 'error',
    retriable: false,
    exit: 2,
    vi: {
      says: 'Tệp ra trùng với tệp gốc. Chưa ký gì; tệp gốc còn nguyên.',
      next: 'Chọn tên khác cho tệp đã ký.',
    },
    en: {
      says: 'The output is the same file as the input. Nothing was signed.',
      next: 'Choose another name for the signed file.',
    },
  },
  PDF_CHANGED_SINCE_CONSENT: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp PDF đã bị thay đổi sau khi đã xem và đồng ý ký. Chưa ký gì.',
      next: 'Mở lại tệp, xem lại toàn bộ nội dung rồi mới ký. Nếu không ai sửa tệp, báo bộ phận CNTT.',
    },
    en: {
      says: 'The PDF was changed after you saw it and agreed to sign. Nothing was signed.',
      next: 'Open the file again and read it all before signing. If nobody changed it, tell IT.',
    },
  },
  PDF_LOCKED_BY_SIGNATURE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chữ ký đã có trong tệp không cho phép ký thêm. Nếu ký, chữ ký trước sẽ mất giá trị; chưa ký gì.',
      next: 'Đề nghị người ký trước ký lại với lựa chọn cho phép ký tiếp.',
    },
    en: {
      says: 'A signature already in the file forbids further signatures; signing would break it. Nothing was signed.',
      next: 'Ask the earlier signer to sign again and allow further signatures.',
    },
  },
  PDF_PARTS_FORBIDDEN: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chữ ký chứng nhận trong tệp chỉ cho ký tiếp, không cho thêm chú thích: không điền được số, ngày ở trang {pages} khi con dấu nằm ở trang {own}. Chưa ký gì.',
      next: 'Đặt số, ngày và con dấu trên cùng một trang, không ký vào ô có sẵn; hoặc đề nghị người ký trước ghi sẵn số, ngày rồi ký lại.',
    },
    en: {
      says: 'The certifying signature of the file allows further signatures but no annotations: number and date cannot be filled in on page {pages} while the seal stands on page {own}. Nothing was signed.',
      next: 'Put number, date and seal on one page, outside of an empty field of the form; or ask the earlier signer to print number and date and sign again.',
    },
  },
  PDF_PERMISSION_DENIED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Người tạo tệp PDF không cho phép ký hoặc thêm nội dung vào tệp. Chưa ký gì.',
      next: 'Đề nghị người soạn gửi lại bản PDF cho phép ký.',
    },
    en: {
      says: 'The author of the PDF does not permit signing or adding to it. Nothing was signed.',
      next: 'Ask its author for a copy that permits signing.',
    },
  },
  PDF_XFA_FORM: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp là biểu mẫu XFA: nội dung hiện ra do biểu mẫu tự dựng nên không ký được. Tệp gốc còn nguyên.',
      next: 'Mở biểu mẫu, in ra PDF thường rồi ký bản đó.',
    },
    en: {
      says: 'The file is an XFA form, whose visible content is made by the form itself; it cannot be signed.',
      next: 'Open the form, print it to an ordinary PDF, and sign that.',
    },
  },
  PDF_PAGE_MISSING: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp không có trang {page} (tệp có {pages} trang). Chưa ký gì.',
      next: 'Chọn lại trang cần đặt chữ ký.',
    },
    en: {
      says: 'The file has no page {page} (it has {pages}). Nothing was signed.',
      next: 'Choose the page again.',
    },
  },
  PDF_PLACE_OUTSIDE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Chỗ đặt chữ ký nằm ngoài trang {page} hoặc quá nhỏ. Chưa ký gì.',
      next: 'Kéo khung chữ ký vào trong trang rồi ký lại.',
    },
    en: {
      says: 'The place of the signature is outside page {page} or too small. Nothing was signed.',
      next: 'Move the frame into the page and sign again.',
    },
  },
  PDF_PLACE_COVERS_PAGE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Hình chữ ký sẽ che quá nhiều nội dung của trang {page}, trang đã có người ký trước. Chưa ký gì.',
      next: 'Thu nhỏ khung chữ ký hoặc kéo sang chỗ khác rồi ký lại.',
    },
    en: {
      says: 'The picture of the signature would hide too much of page {page}, which was signed before. Nothing was signed.',
      next: 'Make the frame smaller or move it elsewhere, then sign again.',
    },
  },
  PDF_IMAGE_INVALID: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Ảnh chữ ký hoặc ảnh dấu không dùng được: {problem}. Chưa ký gì.',
      next: 'Chọn lại ảnh PNG nền trong suốt trong phần Cài đặt.',
    },
    en: {
      says: 'The signature or seal image cannot be used: {problem}. Nothing was signed.',
      next: 'Choose a PNG image with transparent ground in Settings.',
    },
  },
  PDF_STAMP_INCOMPLETE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Thiếu thông tin để vẽ lên văn bản: {missing}. Chưa ký gì.',
      next: 'Điền đủ thông tin còn thiếu rồi ký lại.',
    },
    en: {
      says: 'Something to be drawn is missing: {missing}. Nothing was signed.',
      next: 'Fill in what is missing and sign again.',
    },
  },
  PDF_TEXT_NOT_DRAWABLE: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Có ký tự mà phông chữ không vẽ được (mã {character}). Chưa ký gì.',
      next: 'Bỏ hoặc gõ lại ký tự đó bằng bảng mã Unicode rồi ký lại.',
    },
    en: {
      says: 'A character cannot be drawn with the font (code {character}). Nothing was signed.',
      next: 'Remove it or type it again in Unicode, then sign again.',
    },
  },
  PDF_SIGNER_CERTIFICATE_INVALID: {
    severity: 'fatal',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Không đọc được chứng thư số của người ký. Chưa ký gì.',
      next: 'Chọn chứng thư khác hoặc báo nơi cấp chứng thư số.',
    },
    en: {
      says: "The signer's certificate could not be read. Nothing was signed.",
      next: 'Choose another certificate or tell its issuer.',
    },
  },
  PDF_SIGNATURE_VALUE_WRONG: {
    severity: 'fatal',
    retriable: false,
    exit: 1,
    vi: {
      says: 'Thiết bị ký số trả về chữ ký không khớp với chứng thư số đã chọn. Tệp ký hỏng đã bị bỏ; tệp gốc còn nguyên.',
      next: 'Rút thiết bị ra, cắm lại và ký lại. Nếu vẫn lỗi, báo nơi cấp thiết bị.',
    },
    en: {
      says: 'The token returned a signature that does not fit the chosen certificate. The result was thrown away.',
      next: 'Unplug the token, plug it in and sign again. If it persists, tell the issuer of the token.',
    },
  },
  PDF_SIGNATURE_TOO_LARGE: {
    severity: 'error',
    retriable: true,
    exit: 1,
    vi: {
      says: 'Dữ liệu chữ ký lớn hơn chỗ dành sẵn trong tệp ({needed} byte). Kết quả dở đã bị bỏ; tệp gốc còn nguyên.',
      next: 'Ký lại. Nếu vẫn lỗi, báo bộ phận CNTT kèm mã lỗi này.',
    },
    en: {
      says: 'The signature data is larger than the room kept for it ({needed} bytes). The result was thrown away.',
      next: 'Sign again. If it persists, tell IT this code.',
    },
  },
  PDF_READER_TIMEOUT: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Đọc tệp PDF quá {seconds} giây nên đã dừng. Chưa ký gì; tệp gốc còn nguyên.',
      next: 'Nếu máy đang bận, thử lại. Nếu vẫn vậy, đề nghị người soạn xuất lại PDF.',
    },
    en: {
      says: 'Reading the PDF took longer than {seconds} seconds and was stopped. Nothing was signed.',
      next: 'If the machine is busy, try again. Otherwise have the document exported anew.',
    },
  },
  PDF_READER_CRASHED: {
    severity: 'error',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Tệp PDF làm chương trình đọc dừng đột ngột hoặc dùng quá nhiều bộ nhớ. Chưa ký gì; tệp gốc còn nguyên.',
      next: 'Không mở tệp này nữa nếu không rõ nguồn gốc; đề nghị người gửi xuất lại PDF.',
    },
    en: {
      says: 'The PDF made the reading program stop or use too much memory. Nothing was signed.',
      next: 'Do not open it again if you do not know where it comes from; have it exported anew.',
    },
  },
  PDF_REBUILT: {
    severity: 'warning',
    retriable: false,
    exit: 3,
    vi: {
      says: 'Cấu trúc bên trong tệp PDF bị hỏng một phần; phần mềm bổ sung bảng tham chiếu mới ở cuối tệp, nội dung gốc giữ nguyên.',
      next: 'Xem kỹ từng trang trước khi đồng ý ký.',
    },
    en: {
      says: 'The cross-reference data of the PDF is damaged; a new table was added at its end, the content is kept.',
      next: 'Look at every page before you agree to sign.',
    },
  },
} as const satisfies Record<string, ErrorEntry>;
