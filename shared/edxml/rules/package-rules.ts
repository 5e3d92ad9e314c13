import {
  AMENDMENT,
  CLERICAL_WORK,
  CODES_OF_AGENCIES,
  QCVN,
  SENDING,
  type ValueRule,
  type Words,
} from './rule.ts';

const AXIS_CENTRE: Pick<ValueRule, 'says' | 'expected' | 'clause'> = {
  says: [
    'Đây là mã của trung tâm trục liên thông, không phải cơ quan.',
    'This is the code of an axis centre, not of an agency.',
  ],
  expected: ['mã định danh của một cơ quan', 'the code of an agency'],
  clause: CODES_OF_AGENCIES,
};
const CODE_FORM: ValueRule = {
  severity: 'warning',
  says: [
    'Mã cơ quan không theo dạng cũ (000.00.00.H41) hay mới (H37.DN.001); tra lại danh bạ của trục.',
    'The code has neither the old form (000.00.00.H41) nor the new one (H37.DN.001); look it up in the directory.',
  ],
  expected: [
    'chữ in hoa không dấu, số, dấu chấm; tối đa 35 ký tự',
    'capital letters A-Z, digits and dots, at most 35 characters',
  ],
  clause: CODES_OF_AGENCIES,
};
const EMAIL_FORM: ValueRule = {
  severity: 'error',
  says: ['Địa chỉ thư điện tử không hợp lệ.', 'The e-mail address is not valid.'],
  expected: ['tên@miền', 'name@domain'],
  clause: QCVN,
};
const NO_COMMA: ValueRule = {
  severity: 'error',
  says: [
    'Số và ký hiệu không được chứa dấu phẩy; nơi nhận tách mã văn bản ở dấu phẩy.',
    'Number and notation may not hold a comma: receivers split the document id on it.',
  ],
  expected: ['không có dấu phẩy', 'no comma'],
  clause: QCVN,
};
const CALENDAR_DAY: ValueRule = {
  severity: 'error',
  says: ['Ngày không hợp lệ hoặc không có trong lịch.', 'The date is not valid or does not exist.'],
  expected: ['ngày có trong lịch, yyyy/MM/dd', 'a day of the calendar, yyyy/MM/dd'],
  clause: QCVN,
};
const SECRECY_CLAUSE = 'Luật Bảo vệ bí mật nhà nước 117/2025/QH15';
const KINDS: Words = ['tên loại trong phụ lục của quy chuẩn', 'a kind of the standard’s annex'];

/** Rules of the header, of business and hops, and of what a package says of its files. Ids as validators of the axis name them. */
export const PACKAGE_RULES = {
  'M.MessageHeader.From.AxisCentre': { severity: 'warning', ...AXIS_CENTRE },
  'M.MessageHeader.To.AxisCentre': { severity: 'error', ...AXIS_CENTRE },
  'T.MessageHeader.From.OrganId': CODE_FORM,
  'T.MessageHeader.To.OrganId': CODE_FORM,
  'T.MessageHeader.From.Email': EMAIL_FORM,
  'T.MessageHeader.To.Email': EMAIL_FORM,
  'R.MessageHeader.From.Closed': {
    severity: 'warning',
    says: [
      'Mã của chính cơ quan mình không có trong danh bạ hoặc đã đóng; báo quản trị.',
      'Our own code is not in the directory or is closed; tell the administrator.',
    ],
    clause: CODES_OF_AGENCIES,
  },
  'M.MessageHeader.To': {
    severity: 'error',
    says: [
      'Nơi nhận bị lặp; trục từ chối gói tin có nơi nhận trùng mã. Người nhận dùng chung mã với cơ quan quản lý tài khoản thì ghi một lần.',
      'A receiver is listed twice; the axis refuses such packages. A person bears the code of the agency that manages the account: write it once.',
    ],
    expected: ['mỗi mã một lần', 'each code once'],
    clause: AMENDMENT,
  },
  'M.MessageHeader.To.SameUnit': {
    severity: 'error',
    says: ['Cùng một cơ quan với mã {code}; chỉ gửi một lần.', 'The same agency as code {code}; send once.'],
    expected: ['mỗi cơ quan một lần', 'each unit once'],
    clause: CODES_OF_AGENCIES,
  },
  'M.MessageHeader.To.Self': {
    severity: 'warning',
    says: ['Nơi nhận chính là cơ quan gửi.', 'The receiver is the sender itself.'],
    clause: QCVN,
  },
  'M.MessageHeader.To.OrganId': {
    severity: 'error',
    says: [
      'Mã cơ quan {code} không có trong danh bạ của trục.',
      'The agency code {code} is not in the directory of the axis.',
    ],
    expected: ['mã trong danh bạ', 'a code of the directory'],
    clause: CODES_OF_AGENCIES,
  },
  'R.MessageHeader.To.Closed': {
    severity: 'warning',
    says: ['Mã cơ quan {code} đã đóng.{next}', 'The agency code {code} is closed.{nextEn}'],
    expected: ['mã đang hoạt động', 'an open code'],
    clause: 'QĐ 09/2025/QĐ-TTg',
  },
  'T.MessageHeader.DocumentId': {
    severity: 'warning',
    says: [
      'Mã văn bản không theo dạng mã cơ quan,yyyy/MM/dd,số/ký hiệu; nơi nhận có thể không đối chiếu được.',
      'The document id does not have the form code,yyyy/MM/dd,number/notation; receivers may not match it.',
    ],
    expected: ['{wanted}', '{wanted}'],
    clause: QCVN,
  },
  'M.MessageHeader.DocumentId': {
    severity: 'warning',
    says: [
      'Mã văn bản không khớp với {parts} của gói; trạng thái gửi về có thể không tìm ra văn bản.',
      'The document id differs from {partsEn} of the package; statuses may not find the letter.',
    ],
    expected: ['{wanted}', '{wanted}'],
    clause: QCVN,
  },
  'M.MessageHeader.Code.CodeNumber': NO_COMMA,
  'M.MessageHeader.Code.CodeNotation': NO_COMMA,
  'M.MessageHeader.Code.LookAlike': {
    severity: 'notice',
    says: [
      'Ký hiệu dùng chữ giống "Đ" nhưng khác mã; cần viết bằng "Đ" tiếng Việt (U+0110).',
      'The notation holds a look-alike of Đ; it is to be written with the Vietnamese letter (U+0110).',
    ],
    expected: ['Đ = U+0110', 'Đ = U+0110'],
    clause: QCVN,
  },
  'T.MessageHeader.PromulgationInfo.PromulgationDate': CALENDAR_DAY,
  'R.MessageHeader.PromulgationInfo.PromulgationDate': {
    severity: 'error',
    says: [
      'Ngày ban hành ở tương lai (tính theo giờ Việt Nam).',
      'The date of promulgation lies in the future (Vietnam time).',
    ],
    expected: ['không sau {today}', 'not after {today}'],
    clause: QCVN,
  },
  'T.MessageHeader.DueDate': CALENDAR_DAY,
  'R.MessageHeader.DueDate': {
    severity: 'warning',
    says: ['Hạn trả lời sớm hơn ngày ban hành.', 'The due date lies before the date of promulgation.'],
    expected: ['không trước {date}', 'not before {date}'],
    clause: QCVN,
  },
  'M.MessageHeader.DocumentType.Type': {
    severity: 'warning',
    says: [
      'Type phải là 1 (quy phạm pháp luật) hoặc 2 (hành chính); có bộ kiểm tra từ chối giá trị khác.',
      'Type should be 1 (legal) or 2 (administrative); a validator refuses others.',
    ],
    expected: ['1 hoặc 2', '1 or 2'],
    clause: AMENDMENT,
  },
  'M.MessageHeader.DocumentType.TypeName': {
    severity: 'warning',
    says: ['Loại văn bản không có trong danh mục.', 'The kind of document is not in the list.'],
    expected: KINDS,
    clause: AMENDMENT,
  },
  'M.MessageHeader.DocumentType.TypeDetail': {
    severity: 'warning',
    says: [
      'Mã loại văn bản không khớp với tên "{name}".',
      'The numbers of the kind do not fit its name "{name}".',
    ],
    expected: ['Type/TypeDetail {wanted}', 'Type/TypeDetail {wanted}'],
    clause: AMENDMENT,
  },
  'R.MessageHeader.DocumentType.Old': {
    severity: 'notice',
    says: ['Loại văn bản này không còn trong Nghị định 30/2020.', 'This kind is no longer in NĐ 30/2020.'],
    clause: `${CLERICAL_WORK}, Điều 7`,
  },
  'N.Bussiness.Paper.Reason': {
    severity: 'error',
    says: ['Gửi kèm bản giấy phải có lý do.', 'A paper copy needs a reason.'],
    clause: `${SENDING}, Điều 5`,
  },
  'M.Bussiness.Paper': {
    severity: 'warning',
    says: [
      'Không nơi nhận nào trong danh sách còn nhận bản giấy (Quyết định 28/2018).',
      'No receiver is on the list of those who still get paper.',
    ],
    expected: ['Paper = 0', 'Paper = 0'],
    clause: `${SENDING}, Điều 5, 7`,
  },
  'N.Bussiness.Paper': {
    severity: 'warning',
    says: [
      'Có nơi nhận còn phải gửi kèm bản giấy theo danh sách nhưng chưa đánh dấu gửi bản giấy.',
      'A receiver on the list still gets paper, but no paper copy is marked.',
    ],
    expected: ['Paper = 1', 'Paper = 1'],
    clause: `${SENDING}, Điều 5, 7`,
  },
  'M.Bussiness.DocumentId': {
    severity: 'warning',
    says: [
      'Mã văn bản là chuỗi ngẫu nhiên; nơi nhận có thể không tìm ra văn bản này.',
      'The document id is a random UUID; the receiver may not find the letter by it.',
    ],
    expected: ['mã cơ quan,yyyy/MM/dd,số/ký hiệu', 'code,yyyy/MM/dd,number/notation'],
    clause: QCVN,
  },
  'M.TraceHeaderList.TraceHeader': {
    severity: 'notice',
    says: ['Chặng đầu tiên không phải cơ quan gửi.', 'The first hop is not the sender.'],
    expected: ['{wanted}', '{wanted}'],
    clause: QCVN,
  },
  'M.Attachment.Main': {
    severity: 'error',
    says: [
      'Phải chọn đúng một tệp là văn bản chính; đang chọn {count}.',
      'Exactly one file is the main letter; {count} are chosen.',
    ],
    clause: QCVN,
  },
  'N.AttachmentName': {
    severity: 'error',
    says: ['Tệp đính kèm không có tên.', 'An attachment has no name.'],
    clause: QCVN,
  },
  'M.AttachmentName.Extension': {
    severity: 'warning',
    says: [
      'Tên tệp không có phần mở rộng; nơi nhận có thể không mở được.',
      'The file name has no extension; the receiver may not be able to open it.',
    ],
    expected: ['tên có phần mở rộng, ví dụ .pdf', 'a name with an extension such as .pdf'],
    clause: QCVN,
  },
  'T.AttachmentName': {
    severity: 'error',
    says: ['Tên tệp chứa dấu gạch chéo.', 'The file name holds a slash.'],
    expected: ['tên tệp, không kèm đường dẫn', 'a name without any path'],
    clause: QCVN,
  },
  'M.Attachment-Type': {
    severity: 'error',
    says: ['Văn bản chính phải là tệp PDF đã ký.', 'The main letter must be a signed PDF.'],
    expected: ['.pdf', '.pdf'],
    clause: `${CLERICAL_WORK}, Điều 5`,
  },
  'M.AttachmentName': {
    severity: 'warning',
    says: ['Hai tệp trùng tên.', 'Two files have the same name.'],
    expected: ['mỗi tệp một tên', 'a name of its own for each file'],
    clause: QCVN,
  },
  'R.Document.Secrecy': {
    severity: 'error',
    says: [
      'Văn bản có dấu chỉ độ mật: không được xử lý trên phần mềm này.',
      'The document carries a state-secret marking: it must not be handled in this program.',
    ],
    clause: SECRECY_CLAUSE,
  },
  'R.Document.SecrecyPossible': {
    severity: 'warning',
    says: [
      'Có chữ giống dấu chỉ độ mật; kiểm tra trước khi gửi.',
      'Words look like a state-secret marking; check before sending.',
    ],
    clause: SECRECY_CLAUSE,
  },
  'R.Document.SecrecyMention': {
    severity: 'notice',
    says: [
      'Nội dung có nhắc đến "mật"; kiểm tra văn bản có thuộc diện bí mật nhà nước không.',
      'The text speaks of secrets; make sure that it holds none.',
    ],
    clause: SECRECY_CLAUSE,
  },
  'R.Document.Late': {
    severity: 'warning',
    says: [
      'Gửi muộn: văn bản phải gửi trong ngày ký, chậm nhất sáng ngày làm việc tiếp theo.',
      'Late: a letter goes out on the day it is signed, at the latest next working morning.',
    ],
    expected: ['gửi trước {until}', 'sent before {until}'],
    clause: `${SENDING}, Điều 6; ${CLERICAL_WORK}, Điều 18`,
  },
} as const satisfies Record<string, ValueRule>;
