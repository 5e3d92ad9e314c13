import { withoutDiacritics } from '../agency/search-key.ts';
import type { Finding } from '../protocol/commands/fields.ts';
import { mayApprove } from './issue-order.ts';
import { SEND_RULES } from './send-rules.ts';
import type { PdfVerdict, SignatureVerdict } from './verdict.ts';
import type { ReasonCode } from './verdict-reasons.ts';

/** How the agency's own certificates are known. */
export interface AgencySigner {
  /** Name of the agency, as in `From`. */
  name: string;
  /** SHA-256 thumbprints of its certificates; empty: known by name. */
  certificates: readonly string[];
}

export type SignerKind = 'agency' | 'person' | 'unknown';

/** Beginnings that only organisations bear, with or without diacritics. */
const ORGANISATION =
  /^(?:ubnd|hdnd|mttq|uy ban|hoi dong|chi cuc|tong cuc|van phong|thanh tra|trung tam|benh vien|cong an|toa an|kho bac|bao hiem|cong ty|tap doan|dang uy|chi nhanh)(?: |$)/u;
/** Without diacritics these would be surnames as well (Vũ, Trương, Đoàn, Bồ). */
const ORGANISATION_MARKED = /^(?:bộ|sở|cục|vụ|ban|phòng|viện|trường|học viện|hội)\s/iu;

function nameKey(name: string): string {
  return withoutDiacritics(name)
    .replaceAll('uy ban nhan dan', 'ubnd')
    .replaceAll('hoi dong nhan dan', 'hdnd')
    .replaceAll('thanh pho', 'tp');
}

/**
 * Whether a certificate is the agency's or a person's: by the thumbprints that the office set, else by its name.
 * `unknown`: an organisation under another name than ours.
 */
export function signerKind(
  signer: { thumbprint: string | null; commonName: string | null },
  agency: AgencySigner,
): SignerKind {
  if (agency.certificates.length > 0)
    return agency.certificates.includes(signer.thumbprint ?? '') ? 'agency' : 'person';
  const key = nameKey(signer.commonName ?? '');
  if (key !== '' && key === nameKey(agency.name)) return 'agency';
  const marked = ORGANISATION_MARKED.test((signer.commonName ?? '').normalize('NFC').trim());
  return ORGANISATION.test(key) || marked ? 'unknown' : 'person';
}

/** The certificate cannot be relied on, today: it ran out, was revoked, or may not sign. */
const INVALID: readonly ReasonCode[] = [
  'CERTIFICATE_REVOKED',
  'REVOKED_LATER',
  'CERTIFICATE_EXPIRED',
  'CERTIFICATE_EXPIRED_SINCE',
  'CERTIFICATE_NOT_YET_VALID',
  'CERTIFICATE_USAGE',
  'CHAIN_INVALID',
];
const UNCHECKED: readonly ReasonCode[] = ['NO_TRUST_LIST', 'CHAIN_INCOMPLETE', 'REVOCATION_UNKNOWN'];

export interface MainDocument {
  verdict: PdfVerdict;
  agency: AgencySigner;
  /** A copy that the agency makes itself (sao y, sao lục, trích sao): the agency's signature alone (NĐ 30, Điều 25). */
  copy: boolean;
  /** Who the letter says signed it: `SignerInfo/FullName`. */
  signer?: string | undefined;
  /** Text of its pages; empty for a scan. */
  pages?: readonly string[] | undefined;
  /** Certificate that the agency signs with in the same act, when it has not signed yet. */
  adding?: { thumbprint: string; commonName: string };
}

/**
 * Who must have signed a letter that leaves: the competent person, then the agency (NĐ 30/2020, Điều 5, 32, 33), each
 * with the right kind of certificate, valid now. Broken signatures are the gate's matter.
 */
export function sendSignatureFindings(document: MainDocument): Finding[] {
  const { verdict, agency, copy, adding } = document;
  const signatures = verdict.signatures.filter(({ kind }) => kind === 'signature');
  const kindOf = ({ thumbprint, signerName }: SignatureVerdict): SignerKind => {
    // The certificate that is to issue the letter now is the agency's, whatever its name.
    if (adding && thumbprint === adding.thumbprint) return 'agency';
    return signerKind({ thumbprint, commonName: signerName }, agency);
  };
  // Initials, comments and stamps of persons stand in the file, but nobody approves a letter with them.
  const deciding = signatures.filter((one) => kindOf(one) !== 'person' || mayApprove(one.fieldName));
  return [
    ...requiredFindings(deciding, deciding.map(kindOf), { agency, copy, ...(adding && { adding }) }),
    ...signerFindings(
      deciding.filter((one) => kindOf(one) === 'person').map(({ signerName }) => signerName ?? ''),
      document,
    ),
    ...validityFindings(signatures),
  ];
}

/** Fewer letters than this: the pages are pictures, and nothing is printed that could be compared. */
const SCAN = 40;

/** Whole words of one name within the other, marks and capitals aside: certificates add titles, letters leave them out. */
function sameName(one: string, other: string): boolean {
  const [left, right] = [withoutDiacritics(one), withoutDiacritics(other)];
  if (left === '' || right === '') return false;
  return ` ${left} `.includes(` ${right} `) || ` ${right} `.includes(` ${left} `);
}

/**
 * Whether one of those who approved is the signer that the letter names, in its fields or, without them, in print. A
 * copy was signed by others than those who send it.
 */
function signerFindings(
  approved: readonly string[],
  { signer = '', pages = [], copy }: MainDocument,
): Finding[] {
  const names = approved.filter((name) => name !== '');
  if (copy || names.length === 0) return [];
  const printed = withoutDiacritics(pages.join(' '));
  const isPrinted = (name: string) => ` ${printed} `.includes(` ${withoutDiacritics(name)} `);
  const readable = Array.from(printed.matchAll(/\p{L}/gu)).length >= SCAN;
  const signed = names.join(', ');
  if (signer !== '')
    return names.some((name) => sameName(name, signer))
      ? []
      : [
          otherSigner(
            `Người đã ký số (${signed}) không phải người ký ghi trong thông tin gửi (${signer}).`,
            `Who signed (${signed}) is not the signer named in the fields (${signer}).`,
          ),
        ];
  if (!readable || names.some(isPrinted)) return [];
  return [
    otherSigner(
      `Không thấy tên người đã ký số (${signed}) in trên văn bản.`,
      `The name of who signed (${signed}) is not printed in the letter.`,
    ),
  ];
}

function otherSigner(vi: string, en: string): Finding {
  return {
    id: 'signatures.signer',
    result: SEND_RULES['signatures.signer'].weight,
    says: { vi, en },
    next: {
      vi: 'Xem lại người ký, quyền hạn (KT., TL., TUQ.) và họ tên trong thông tin gửi.',
      en: 'Look at who signed, in whose place, and at the name in the fields.',
    },
  };
}

function requiredFindings(
  signatures: readonly SignatureVerdict[],
  kinds: readonly SignerKind[],
  { agency, copy, adding }: Omit<MainDocument, 'verdict'>,
): Finding[] {
  const findings: Finding[] = [];
  const byAgency = kinds.indexOf('agency');
  const byPerson = kinds.indexOf('person');
  const unknown = kinds.lastIndexOf('unknown');
  const lastPerson = kinds.lastIndexOf('person');
  // A joint letter goes on with the persons and the seal of the other agency.
  const lastSeal = Math.max(kinds.lastIndexOf('agency'), unknown);
  const signers = new Set(signatures.map(({ thumbprint }) => thumbprint));
  const named = agency.certificates.length > 0;
  if (adding) {
    if (signerKind({ thumbprint: adding.thumbprint, commonName: adding.commonName }, agency) !== 'agency')
      findings.push(named ? WRONG_CERTIFICATE : kindFinding(adding.commonName));
  } else if (byAgency === -1) {
    // Without a list of our certificates a second signer may be the agency under another spelling.
    const guess = !named && (signers.size > 1 || (copy && signers.size > 0) || unknown >= 0);
    const last = signatures.at(-1)?.signerName ?? '';
    findings.push(guess ? kindFinding(last) : NO_AGENCY);
  }
  if (copy) return findings;
  if (byPerson === -1 && !(unknown >= 0 && byAgency !== -1 && !named)) findings.push(NO_PERSON);
  else if (!adding && byAgency !== -1 && byPerson > byAgency) findings.push(WRONG_ORDER);
  else if (!adding && lastSeal !== -1 && lastPerson > lastSeal)
    findings.push(byAgency === -1 ? { ...SIGNED_AFTER, result: 'warning' } : SIGNED_AFTER);
  return findings;
}

function validityFindings(signatures: readonly SignatureVerdict[]): Finding[] {
  const bad = signatures.filter(({ reasons }) => reasons.some((reason) => INVALID.includes(reason)));
  if (bad.length > 0) {
    const who = bad.map(({ signerName }) => signerName ?? '?').join(', ');
    return [
      {
        id: 'signatures.valid',
        result: SEND_RULES['signatures.valid'].weight,
        says: {
          vi: `Chứng thư số hết hiệu lực, bị thu hồi hoặc không được phép ký: ${who}.`,
          en: `A certificate has run out, was revoked, or may not sign: ${who}.`,
        },
        next: {
          vi: 'Trình ký lại bằng chứng thư số còn hiệu lực; văn bản chưa được gửi.',
          en: 'Have it signed again with a valid certificate; nothing was sent.',
        },
      },
    ];
  }
  if (!signatures.some(({ reasons }) => reasons.some((reason) => UNCHECKED.includes(reason)))) return [];
  return [
    {
      id: 'signatures.unchecked',
      result: 'warning',
      says: {
        vi: 'Chưa kiểm tra được chứng thư số của người ký còn hiệu lực hay đã bị thu hồi.',
        en: 'It could not be checked whether the certificates of the signers are valid and not revoked.',
      },
      next: {
        vi: 'Kiểm tra đường truyền, danh sách nơi cấp chứng thư số (cài đặt “trust”), rồi xem lại.',
        en: 'Look at the line and at the list of trusted authorities (setting "trust"), then look again.',
      },
    },
  ];
}

const NO_PERSON: Finding = {
  id: 'signatures.person',
  result: SEND_RULES['signatures.person'].weight,
  says: {
    vi: 'Văn bản chưa có chữ ký số của người có thẩm quyền.',
    en: 'The letter does not bear the signature of the competent person yet.',
  },
  next: {
    vi: 'Trình lãnh đạo ký duyệt trước, sau đó văn thư mới đóng dấu phát hành.',
    en: 'Have it signed by the competent person first; the agency signs after that.',
  },
};

/** The agency has not signed what is to leave. */
export const NO_AGENCY: Finding = {
  id: 'signatures.agency',
  result: SEND_RULES['signatures.agency'].weight,
  says: {
    vi: 'Văn bản chưa có chữ ký số của cơ quan nên chưa được gửi.',
    en: 'The letter does not bear the signature of the agency, so it may not be sent.',
  },
  next: {
    vi: 'Văn thư ký phát hành bằng chứng thư số của cơ quan rồi gửi lại.',
    en: 'Issue the letter with the certificate of the agency, then send it again.',
  },
};

const WRONG_CERTIFICATE: Finding = {
  id: 'signatures.agency',
  result: SEND_RULES['signatures.agency'].weight,
  says: {
    vi: 'Chứng thư số đang chọn không phải chứng thư số của cơ quan.',
    en: 'The chosen certificate is not one of the agency.',
  },
  next: {
    vi: 'Chọn chứng thư số của cơ quan để ký phát hành.',
    en: 'Choose the certificate of the agency to issue the letter.',
  },
};

const WRONG_ORDER: Finding = {
  id: 'signatures.order',
  result: SEND_RULES['signatures.order'].weight,
  says: {
    vi: 'Cơ quan đã ký trước người có thẩm quyền.',
    en: 'The agency signed before the competent person.',
  },
  next: {
    vi: 'Lấy lại bản chưa ký, trình lãnh đạo ký trước rồi mới ký phát hành.',
    en: 'Take the unsigned version, have it signed by the competent person, then issue it.',
  },
};

/** The agency must be the last: what a person signs behind it was never issued. */
const SIGNED_AFTER: Finding = {
  id: 'signatures.order',
  result: SEND_RULES['signatures.order'].weight,
  says: {
    vi: 'Sau chữ ký của cơ quan còn có chữ ký của người có thẩm quyền.',
    en: 'A competent person signed after the agency.',
  },
  next: {
    vi: 'Lấy bản trước chữ ký đó, hoặc trình ký lại rồi mới ký phát hành.',
    en: 'Take the version before that signature, or have it signed anew and then issue it.',
  },
};

function kindFinding(name: string): Finding {
  return {
    id: 'signatures.kind',
    result: 'warning',
    says: {
      vi: `Chưa rõ chứng thư số “${name}” có phải của cơ quan không: tên không giống tên cơ quan.`,
      en: `It is not clear whether the certificate "${name}" is the agency's: the name differs.`,
    },
    next: {
      vi: 'Xem lại người ký. Quản trị khai chứng thư số của cơ quan ở cài đặt “agency.certificates” để máy tự nhận ra.',
      en: 'Look at who signed. An administrator lists the agency\'s certificates in "agency.certificates".',
    },
  };
}
