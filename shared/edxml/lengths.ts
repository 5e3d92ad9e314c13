/**
 * Lengths in characters. Two sources of the format disagree here and there: above the smaller figure it is a
 * warning, above the larger an error.
 */
export interface LengthRule {
  warning: number;
  error: number;
  vi: string;
  en: string;
}

function rule(limit: number | readonly [number, number], vi: string, en: string): LengthRule {
  const [warning, error] = typeof limit === 'number' ? [limit, limit] : limit;
  return { warning, error, vi, en };
}

const ORGANISATION = {
  OrganId: rule(35, 'Mã định danh cơ quan', 'Agency code'),
  OrganizationInCharge: rule([200, 500], 'Cơ quan chủ quản', 'Superior body'),
  OrganName: rule(200, 'Tên cơ quan', 'Name of the agency'),
  OrganAdd: rule([250, 500], 'Địa chỉ cơ quan', 'Address of the agency'),
  Email: rule(100, 'Thư điện tử', 'E-mail'),
  Telephone: rule([20, 50], 'Điện thoại', 'Telephone'),
  Fax: rule(20, 'Fax', 'Fax'),
  Website: rule([20, 100], 'Trang thông tin', 'Website'),
};

/** By path without counters, from MessageHeader or the block's own name. */
export const LENGTHS: Readonly<Record<string, LengthRule>> = {
  ...Object.fromEntries(
    ['From', 'To'].flatMap((side) =>
      Object.entries(ORGANISATION).map(([name, length]) => [`MessageHeader/${side}/${name}`, length]),
    ),
  ),
  'MessageHeader/Code/CodeNumber': rule(11, 'Số văn bản', 'Number'),
  'MessageHeader/Code/CodeNotation': rule(30, 'Ký hiệu văn bản', 'Notation'),
  'MessageHeader/PromulgationInfo/Place': rule(50, 'Địa danh', 'Place'),
  'MessageHeader/DocumentType/TypeName': rule(100, 'Tên loại văn bản', 'Kind of document'),
  'MessageHeader/Subject': rule(500, 'Trích yếu', 'Subject'),
  'MessageHeader/Content': rule(500, 'Tóm tắt nội dung', 'Summary'),
  'MessageHeader/SignerInfo/Competence': rule(100, 'Quyền hạn người ký', 'Competence of the signer'),
  'MessageHeader/SignerInfo/Position': rule(100, 'Chức vụ người ký', 'Position of the signer'),
  'MessageHeader/SignerInfo/FullName': rule(50, 'Họ tên người ký', 'Name of the signer'),
  'MessageHeader/OtherInfo/SphereOfPromulgation': rule(100, 'Lĩnh vực', 'Sphere'),
  'MessageHeader/OtherInfo/TyperNotation': rule(10, 'Ký hiệu người soạn thảo', 'Initials of the drafter'),
  'MessageHeader/ToPlaces/Place': rule(150, 'Dòng nơi nhận', 'Line of places'),
  'MessageHeader/Description': rule(500, 'Mô tả trạng thái', 'Description of the status'),
  'MessageHeader/StatusCode': rule(5, 'Mã trạng thái', 'Status code'),
  'Bussiness/StaffInfo/Department': rule(200, 'Phòng ban', 'Department'),
  'Bussiness/StaffInfo/Staff': rule(100, 'Cán bộ', 'Staff'),
  'Bussiness/StaffInfo/Mobile': rule(50, 'Điện thoại cán bộ', 'Mobile of the staff'),
  'Attachment/AttachmentName': rule(500, 'Tên tệp đính kèm', 'Name of the attachment'),
};

/** Names of parts in plain words, for "is missing" and "is wrong". */
export const PART_NAMES: Readonly<Record<string, readonly [vi: string, en: string]>> = {
  'MessageHeader/From': ['nơi gửi', 'the sender'],
  'MessageHeader/From/OrganId': ['mã định danh nơi gửi', 'the code of the sender'],
  'MessageHeader/From/OrganName': ['tên nơi gửi', 'the name of the sender'],
  'MessageHeader/To': ['nơi nhận', 'the receivers'],
  'MessageHeader/To/OrganId': ['mã định danh nơi nhận', 'the code of a receiver'],
  'MessageHeader/To/OrganName': ['tên nơi nhận', 'the name of a receiver'],
  'MessageHeader/DocumentId': ['mã văn bản', 'the document id'],
  'MessageHeader/Code/CodeNumber': ['số văn bản', 'the number'],
  'MessageHeader/Code/CodeNotation': ['ký hiệu văn bản', 'the notation'],
  'MessageHeader/PromulgationInfo/PromulgationDate': ['ngày ban hành', 'the date of promulgation'],
  'MessageHeader/DocumentType/TypeName': ['loại văn bản', 'the kind of document'],
  'MessageHeader/DocumentType/Type': ['nhóm loại văn bản', 'the group of kinds'],
  'MessageHeader/Subject': ['trích yếu', 'the subject'],
  'MessageHeader/SignerInfo/Position': ['chức vụ người ký', 'the position of the signer'],
  'MessageHeader/SignerInfo/FullName': ['họ tên người ký', 'the name of the signer'],
  'MessageHeader/DueDate': ['hạn trả lời', 'the due date'],
  'MessageHeader/Code': ['số, ký hiệu văn bản', 'number and notation'],
  'MessageHeader/PromulgationInfo': ['địa danh, ngày ban hành', 'place and date of promulgation'],
  'MessageHeader/DocumentType': ['loại văn bản', 'the kind of document'],
  'MessageHeader/OtherInfo': ['thông tin khác (OtherInfo)', 'OtherInfo'],
  'MessageHeader/OtherInfo/Direction': ['dấu chỉ đạo (Direction)', 'Direction'],
  'MessageHeader/OtherInfo/Priority': ['độ khẩn', 'the priority'],
  'MessageHeader/SteeringType': ['loại chỉ đạo', 'the steering type'],
  'MessageHeader/ResponseFor': ['văn bản liên quan', 'the letter referred to'],
  'MessageHeader/ResponseFor/OrganId': ['mã cơ quan gửi văn bản', 'the code of the letter’s sender'],
  'MessageHeader/ResponseFor/Code': ['số ký hiệu văn bản', 'the code of the letter'],
  'MessageHeader/ResponseFor/DocumentId': ['mã văn bản được trả lời', 'the id of the letter'],
  'MessageHeader/StatusCode': ['mã trạng thái', 'the status code'],
  'MessageHeader/Description': ['mô tả trạng thái', 'the description'],
  'MessageHeader/Timestamp': ['thời điểm', 'the moment'],
  'Bussiness/DocumentId': ['mã văn bản bị thu hồi hoặc cập nhật', 'the letter recalled or updated'],
  'Bussiness/BussinessDocReason': ['lý do', 'the reason'],
  'Bussiness/ReplacementInfoList': ['văn bản bị thay thế', 'the letters replaced'],
  'Bussiness/BussinessDocumentInfo/ReceiverList': [
    'danh sách nơi nhận thay đổi',
    'the receivers that changed',
  ],
  'Bussiness/BussinessDocumentInfo/ReceiverList/Receiver/ReceiverType': [
    'cách thay đổi nơi nhận',
    'how a receiver changed',
  ],
  'Bussiness/ReplacementInfoList/ReplacementInfo/DocumentId': [
    'mã văn bản bị thay thế',
    'the id of the letter replaced',
  ],
  'Bussiness/BussinessDocumentInfo': ['nội dung cập nhật', 'what was updated'],
  TraceHeaderList: ['nghiệp vụ và dấu vết đường đi', 'business kind and hops'],
  'TraceHeaderList/TraceHeader/OrganId': ['mã cơ quan của một chặng', 'the code of a hop'],
  'TraceHeaderList/TraceHeader/Timestamp': ['thời điểm của một chặng', 'the moment of a hop'],
  'TraceHeaderList/TraceHeader': ['dấu vết đường đi', 'the hops'],
  edXMLManifest: ['danh mục tệp (edXMLManifest)', 'the manifest'],
  'edXMLManifest/version': ['thuộc tính version của danh mục', 'the version of the manifest'],
  AttachmentEncoded: ['tệp đính kèm', 'the attachments'],
};
