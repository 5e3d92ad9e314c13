import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { letterPdf, type PrintedLetter } from './letter-pdf.ts';

export const STATES = ['Chờ ký duyệt', 'Chờ phát hành', 'Đã phát hành'] as const;
export type DocumentState = (typeof STATES)[number];

export interface HistoryEntry {
  at: string;
  account: string;
  what: string;
  sha256: string;
}

/** One outgoing letter as the web system holds it. */
export interface QlvbDocument {
  id: number;
  number: string;
  notation: string;
  date: string;
  kind: string;
  subject: string;
  signer: string;
  position: string;
  drafter: string;
  priority: string;
  recipients: readonly { code: string; name: string }[];
  toPlaces: readonly string[];
  state: DocumentState;
  /** Opaque name of the newest file; changes with every upload. */
  fileToken: string;
  fileName: string;
  /** Files that go with it; the name is what the page prints. */
  attachments: { token: string; name: string }[];
  history: HistoryEntry[];
}

const RECIPIENTS = [
  { code: 'H99.02', name: 'UBND xã Mẫu B' },
  { code: 'G99', name: 'Bộ Mẫu' },
];

const AGENCY = {
  parentAgency: 'ỦY BAN NHÂN DÂN TỈNH MẪU',
  agency: 'ỦY BAN NHÂN DÂN XÃ MẪU A',
  notation: 'UBND-VP',
  place: 'Mẫu A',
  authority: ['KT. CHỦ TỊCH', 'PHÓ CHỦ TỊCH'],
  signer: 'Nguyễn Văn Mẫu',
  toPlaces: ['- Như trên;', '- Chủ tịch, các Phó Chủ tịch;', '- Lưu: VT, TH.'],
} as const;

interface Sample {
  number: string;
  subject: string;
  priority: string;
  body: readonly string[];
}

const SAMPLES: readonly [Sample, ...Sample[]] = [
  {
    number: '15',
    subject: 'gửi, nhận văn bản điện tử qua trục liên thông',
    priority: 'Thường',
    body: [
      'Thực hiện kế hoạch gửi, nhận văn bản điện tử năm nay, Ủy ban nhân dân xã Mẫu A đề nghị Quý cơ quan phối hợp thực hiện các nội dung sau:',
      '1. Gửi, nhận văn bản hoàn toàn qua trục liên thông; không gửi bản giấy đối với văn bản đã ký số hợp lệ.',
      '2. Phản hồi trạng thái tiếp nhận trong ngày làm việc để cơ quan gửi theo dõi.',
      'Đề nghị Quý cơ quan quan tâm, phối hợp thực hiện./.',
    ],
  },
  {
    number: '16',
    subject: 'cử cán bộ tham dự tập huấn ký số',
    priority: 'Khẩn',
    body: [
      'Ủy ban nhân dân xã Mẫu A tổ chức lớp tập huấn sử dụng chữ ký số chuyên dùng cho cán bộ văn thư trong hai ngày của tháng tới.',
      'Đề nghị Quý cơ quan cử 02 cán bộ tham dự và gửi danh sách về Ủy ban nhân dân xã Mẫu A trước khi lớp khai giảng./.',
    ],
  },
  {
    number: '17',
    subject: 'báo cáo tình hình xử lý văn bản điện tử',
    priority: 'Thường',
    body: [
      'Để có cơ sở tổng hợp, Ủy ban nhân dân xã Mẫu A đề nghị Quý cơ quan báo cáo tình hình xử lý văn bản điện tử trong quý.',
      'Báo cáo gửi về Ủy ban nhân dân xã Mẫu A qua trục liên thông./.',
    ],
  },
];

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A further letter for the list; what is left out is as in the samples. */
export interface NewLetter {
  number: string;
  subject?: string;
  state?: DocumentState;
  recipients?: QlvbDocument['recipients'];
  /** The file; a printed letter when absent. */
  bytes?: Uint8Array;
  attachments?: readonly AttachedSample[];
}

export interface AttachedSample {
  /** As the page prints it. */
  name: string;
  /** As the server calls it when it is given out. */
  fileName: string;
  bytes: Uint8Array;
}

/** A received document as a person entered it. */
export interface EnteredDocument {
  fields: Record<string, string>;
  files: { name: string; bytes: Uint8Array }[];
}

/** The documents of the sandbox: in memory, with every version of every file in a folder. */
export class DocumentStore {
  readonly #folder: string;
  readonly #today: { year: number; text: string };
  #documents: QlvbDocument[] = [];
  #files = new Map<string, { name: string; bytes: Uint8Array }>();
  /** Received documents, in the order in which they were entered. */
  readonly entered: EnteredDocument[] = [];

  constructor(folder: string, today: { year: number; text: string }) {
    this.#folder = folder;
    this.#today = today;
  }

  /** Back to the first day: all letters unsigned, all uploaded files gone. */
  async reset(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true });
    this.#documents = [];
    this.#files = new Map();
    for (const sample of SAMPLES) await this.#enter(sample);
  }

  /** Enters one more letter; gone again with the next reset. */
  add(letter: NewLetter): Promise<QlvbDocument> {
    return this.#enter({ ...SAMPLES[0], ...letter });
  }

  async #enter(sample: Sample & NewLetter): Promise<QlvbDocument> {
    const recipients = sample.recipients ?? RECIPIENTS;
    const printed: PrintedLetter = {
      ...AGENCY,
      year: this.#today.year,
      subject: sample.subject,
      addressees: recipients.map((recipient) => recipient.name),
      body: sample.body,
    };
    const bytes = sample.bytes ?? (await letterPdf(printed));
    const id = 4101 + this.#documents.length;
    const fileName = `cong-van-${sample.number || 'chua-co-so'}.pdf`;
    const document: QlvbDocument = {
      id,
      number: sample.number,
      notation: AGENCY.notation,
      date: this.#today.text,
      kind: 'Công văn',
      subject: `V/v ${sample.subject}`,
      signer: AGENCY.signer,
      position: 'Phó Chủ tịch',
      drafter: 'Trần Thị Mẫu',
      priority: sample.priority,
      recipients,
      toPlaces: AGENCY.toPlaces,
      state: sample.state ?? 'Chờ ký duyệt',
      fileToken: await this.#keep(fileName, bytes, `${id}-0-goc.pdf`),
      fileName,
      attachments: (sample.attachments ?? []).map((file) => ({
        token: this.#give(file.fileName, file.bytes),
        name: file.name,
      })),
      history: [{ at: this.#today.text, account: 'Trần Thị Mẫu', what: 'Trình ký', sha256: sha256(bytes) }],
    };
    this.#documents.push(document);
    return document;
  }

  list(state?: string): QlvbDocument[] {
    return this.#documents.filter((document) => state === undefined || document.state === state);
  }

  find(id: number): QlvbDocument | undefined {
    return this.#documents.find((document) => document.id === id);
  }

  file(token: string): { name: string; bytes: Uint8Array } | undefined {
    return this.#files.get(token);
  }

  /** Takes a signed file back and moves the document one state on. */
  async takeBack(
    document: QlvbDocument,
    upload: { account: string; at: string; name: string; bytes: Uint8Array },
  ): Promise<void> {
    const issuing = document.state === 'Chờ phát hành';
    const label = issuing ? 'Phát hành (đã đóng dấu số)' : 'Ký duyệt (đã ký số)';
    const saved = `${document.id}-${document.history.length}-${issuing ? 'phat-hanh' : 'ky-duyet'}.pdf`;
    document.fileToken = await this.#keep(upload.name, upload.bytes, saved);
    document.state = issuing ? 'Đã phát hành' : 'Chờ phát hành';
    document.history.push({
      at: upload.at,
      account: upload.account,
      what: label,
      sha256: sha256(upload.bytes),
    });
  }

  async #keep(name: string, bytes: Uint8Array, saved: string): Promise<string> {
    await writeFile(path.join(this.#folder, saved), bytes);
    return this.#give(name, bytes);
  }

  #give(name: string, bytes: Uint8Array): string {
    const token = randomBytes(16).toString('hex');
    this.#files.set(token, { name, bytes });
    return token;
  }
}
