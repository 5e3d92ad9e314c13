import type { Bussiness, DocumentPackage, StatusPackage } from '../../shared/edxml/model.ts';

/** The letter of the reference files, written down from their description; all data are invented. */
const organisation = (organId: string, organName: string) => ({
  organId,
  organizationInCharge: 'Đơn vị chủ quản mẫu',
  organName,
  organAdd: 'Số 1 đường Mẫu',
  email: 'vanthu@example.vn',
  telephone: '0240000000',
  fax: '0240000001',
  website: 'example.vn',
});

const staff = {
  department: 'Văn phòng',
  staff: 'Trần Thị Mẫu',
  email: 'vt@example.vn',
  mobile: '0900000000',
};
const earlier = 'H99.01,2026/01/02,14/UBND-VP';

export const PDF_STUB = new TextEncoder().encode('%PDF-1.4\n%mau\n%%EOF\n');
export const XLSX_STUB = Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0, 0);
export const TEXT_STUB = new TextEncoder().encode('xin chào\n');

const BUSSINESS: readonly Bussiness[] = [
  {
    bussinessDocType: 0,
    bussinessDocReason: 'Văn bản điện tử mới',
    paper: false,
    bussinessDocumentInfo: [],
    replacementInfoList: [],
    staffInfo: [staff],
  },
  {
    documentId: earlier,
    bussinessDocType: 1,
    bussinessDocReason: 'Thu hồi văn bản điện tử',
    paper: false,
    bussinessDocumentInfo: [],
    replacementInfoList: [],
    staffInfo: [staff],
  },
  {
    documentId: earlier,
    bussinessDocType: 2,
    bussinessDocReason: 'Cập nhật văn bản điện tử',
    paper: false,
    bussinessDocumentInfo: [
      {
        documentInfo: true,
        documentReceiver: true,
        receiverList: [
          { organId: 'H99.03', receiverType: 0 },
          { organId: 'G99', receiverType: 1 },
        ],
      },
    ],
    replacementInfoList: [],
    staffInfo: [staff],
  },
  {
    bussinessDocType: 3,
    bussinessDocReason: 'Văn bản thay thế',
    paper: false,
    bussinessDocumentInfo: [],
    replacementInfoList: [{ documentId: earlier, organIdList: ['H99.02'] }],
    staffInfo: [staff],
  },
];

function bussinessOf(kind: 0 | 1 | 2 | 3): Bussiness {
  const found = BUSSINESS[kind];
  if (found === undefined) throw new RangeError('kind');
  return found;
}

/** The package of `sdk-type0` … `sdk-type3`. */
export function goldenPackage(kind: 0 | 1 | 2 | 3): DocumentPackage {
  const response = {
    organId: 'H99.02',
    code: '14/UBND-VP',
    documentId: earlier,
    promulgationDate: '2026-01-02',
  };
  return structuredClone({
    messageHeader: {
      from: organisation('H99.01', 'UBND xã Mẫu A'),
      to: [organisation('H99.02', 'UBND xã Mẫu B'), organisation('G99', 'Bộ Mẫu')],
      documentId: 'H99.01,2026/01/05,15/UBND-VP',
      code: { codeNumber: '15', codeNotation: 'UBND-VP' },
      promulgationInfo: { place: 'Mẫu', promulgationDate: '2026-01-05' },
      documentType: { type: 2, typeDetail: 0, typeName: 'Công văn' },
      subject: 'V/v kiểm thử',
      content: 'V/v kiểm thử',
      signerInfo: { competence: 'KT. CHỦ TỊCH', position: 'Phó Chủ tịch', fullName: 'Nguyễn Văn Mẫu' },
      dueDate: '2026-01-15',
      otherInfo: {
        priority: 1,
        sphereOfPromulgation: 'Liên thông',
        typerNotation: 'NVM',
        promulgationAmount: 2,
        pageAmount: 3,
        direction: false,
        appendixes: ['Phụ lục 1'],
      },
      responseFor: kind === 0 ? [] : [response],
      steeringType: 0,
      toPlaces: ['Như trên', 'Lưu: VT'],
    },
    traceHeaderList: {
      bussiness: bussinessOf(kind),
      traceHeaders: [{ organId: 'H99.01', timestamp: '2026-01-05T08:30:00' }],
    },
    attachments: [
      { contentId: 'id-1', attachmentName: 'vb.pdf', description: 'Văn bản chính' },
      ...(kind === 0
        ? [
            { contentId: 'id-2', attachmentName: 'bang.xlsx', description: 'Bảng' },
            { contentId: 'id-3', attachmentName: 'ghichu.txt', description: 'Ghi chú' },
          ]
        : []),
    ],
  });
}

export function goldenFiles(kind: 0 | 1 | 2 | 3): Uint8Array[] {
  return kind === 0 ? [PDF_STUB, XLSX_STUB, TEXT_STUB] : [PDF_STUB];
}

export function goldenStatus(code: string): StatusPackage {
  return {
    from: organisation('H99.02', 'UBND xã Mẫu B'),
    responseFor: {
      organId: 'H99.01',
      code: '15/UBND-VP',
      documentId: 'H99.01,2026/01/05,15/UBND-VP',
      promulgationDate: '2026-01-05',
    },
    staffInfo: { department: 'Văn phòng', staff: 'Trần Thị Mẫu' },
    statusCode: code,
    description: `Trạng thái ${code}`,
    timestamp: '2026-01-05T09:00:00',
  };
}

export function sourceOf(bytes: Uint8Array) {
  return {
    size: bytes.length,
    async *open() {
      yield bytes;
    },
  };
}

export async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk.slice());
  return Buffer.concat(chunks);
}

/** Bytes in pieces of `size`, as a slow line delivers them. */
export async function* inPieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.slice(from, from + size);
}
