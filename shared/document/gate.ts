import { z } from 'zod';

/** Content that could change what is seen after signing, or act when the file is opened. */
export const FINDINGS = {
  JAVASCRIPT: { vi: 'mã lệnh JavaScript', en: 'JavaScript' },
  OPEN_ACTION: { vi: 'hành động tự chạy khi mở tệp', en: 'an action run on opening' },
  ADDITIONAL_ACTIONS: { vi: 'hành động tự chạy theo sự kiện', en: 'actions run on events' },
  LAUNCH: { vi: 'lệnh mở chương trình hoặc tệp khác', en: 'an action that starts programs or files' },
  FORM_ACTION: { vi: 'lệnh gửi, nạp hoặc xóa biểu mẫu', en: 'actions that send, load or reset forms' },
  HIDE_ACTION: { vi: 'lệnh ẩn hoặc hiện nội dung', en: 'actions that hide or show content' },
  MULTIMEDIA: { vi: 'âm thanh, phim hoặc vật thể 3D', en: 'sound, film or 3D objects' },
  REMOTE_FILE: { vi: 'lệnh nhảy sang tệp khác', en: 'jumps into other files' },
  HIDDEN_LAYER: {
    vi: 'lớp nội dung bị ẩn hoặc tự ẩn hiện',
    en: 'layers that are hidden or switch by themselves',
  },
  HIDDEN_ANNOTATION: { vi: 'chú thích bị ẩn', en: 'hidden annotations' },
  EXTERNAL_STREAM: { vi: 'nội dung nằm ở tệp bên ngoài', en: 'content that lies in an external file' },
  ALTERNATE_IMAGE: { vi: 'hình ảnh có bản thay thế khi in', en: 'images with alternates for printing' },
  PRINTED_ONLY: { vi: 'nội dung chỉ hiện ra khi in', en: 'content that only shows in print' },
  XFA: { vi: 'biểu mẫu động XFA', en: 'a dynamic XFA form' },
  REDRAWN_FORM: { vi: 'biểu mẫu để phần mềm xem tự vẽ lại', en: 'a form that each viewer redraws' },
  EMBEDDED_FILES: { vi: 'tệp đính kèm bên trong', en: 'embedded files' },
  UNREADABLE_PART: {
    vi: 'phần không đọc được để kiểm tra',
    en: 'a part that could not be read for checking',
  },
} as const satisfies Record<string, { vi: string; en: string }>;

export type FindingCode = keyof typeof FINDINGS;

const FINDING_CODES = Object.keys(FINDINGS) as [FindingCode, ...FindingCode[]];

const measure = z.enum(['refuse', 'warn', 'ignore']);

/** What to do about a finding or about broken earlier signatures. */
export type Measure = z.infer<typeof measure>;

const rules = (content: Measure, attachments: Measure) =>
  z.strictObject({
    /** Earlier signatures that are broken or attacked. */
    brokenSignatures: measure.default('refuse'),
    findings: z
      .partialRecord(z.enum(FINDING_CODES), measure)
      .default({})
      .transform((own) => {
        const all = {} as Record<FindingCode, Measure>;
        for (const code of FINDING_CODES) {
          all[code] = own[code] ?? (code === 'EMBEDDED_FILES' ? attachments : content);
        }
        return all;
      }),
  });

/**
 * The policy file of the gate. Left out, everything that could change what is seen is refused for roles that
 * make an official document and warned about otherwise; broken signatures are refused for all, and so is a second
 * signature of issue.
 */
export const GatePolicy = z.strictObject({
  official: rules('refuse', 'warn')
    .extend({
      /** The agency issues a letter that bears its signature of issue already. */
      secondIssue: measure.default('refuse'),
      /** The agency issues a letter that no competent person has signed. */
      unapproved: measure.default('warn'),
    })
    .prefault({}),
  other: rules('warn', 'ignore').prefault({}),
});

export type GatePolicy = z.infer<typeof GatePolicy>;

export const DEFAULT_GATE_POLICY: GatePolicy = GatePolicy.parse({});

/** One finding with the place of its first occurrence (keys of the format, never content). */
export const Finding = z.object({
  code: z.enum(FINDING_CODES),
  path: z.string(),
  count: z.int().positive(),
});

export type Finding = z.infer<typeof Finding>;
