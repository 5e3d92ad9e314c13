import type { ReasonEntry } from './verdict-reasons.ts';

const unsound = (vi: string, en: string) => ({ weight: 'unsound', vi, en }) as const;

/** Why a signature in XML is judged as it is, beside the reasons that it shares with PDF signatures. */
export const XML_REASONS = {
  XML_SIGNATURE_MALFORMED: unsound('Khối chữ ký XML sai cấu trúc.', 'The XML signature is malformed.'),
  XML_REFERENCE_WRONG: unsound(
    'Nội dung XML đã bị thay đổi sau khi ký.',
    'The XML was changed after it was signed.',
  ),
  XML_REFERENCE_OUTSIDE: unsound(
    'Chữ ký chỉ đến nội dung nằm ngoài tệp XML hoặc không có trong tệp.',
    'The signature refers to something outside of the XML, or not in it.',
  ),
  XML_ID_DUPLICATE: unsound(
    'Mã Id được ký xuất hiện nhiều lần: không rõ phần nào đã được ký.',
    'The signed Id occurs more than once: it is not certain which part was signed.',
  ),
  XML_TRANSFORM_UNSUPPORTED: unsound(
    'Chữ ký biến đổi nội dung trước khi ký theo cách không được chấp nhận.',
    'The signature transforms the content in a way that is not accepted.',
  ),
  XML_NOT_WHOLE: unsound(
    'Chữ ký chỉ bao trùm một phần của tệp XML.',
    'The signatures cover only a part of the XML.',
  ),
  XML_SIGNED_PROPERTIES_WRONG: unsound(
    'Thông tin người ký trong chữ ký XAdES không khớp với chứng thư hoặc không được ký.',
    'The XAdES properties do not match the certificate, or are not signed.',
  ),
} as const satisfies Record<string, ReasonEntry>;

export type XmlReasonCode = keyof typeof XML_REASONS;
