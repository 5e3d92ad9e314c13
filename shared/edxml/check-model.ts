import { isAlias } from '../agency/alias.ts';
import { agencyCodeFamily } from '../agency/code.ts';
import type { Finding } from './finding.ts';
import { LENGTHS, PART_NAMES } from './lengths.ts';
import type { Bussiness, DocumentPackage, MessageHeader, Organisation, StatusPackage } from './model.ts';
import type { FindingSeverity } from './warning.ts';

/** Collects findings under the axis' naming. */
export class Findings {
  readonly list: Finding[] = [];

  add(id: string, severity: FindingSeverity, path: string, vi: string, en: string, value?: string): void {
    const shown = value === undefined ? {} : { value: value.slice(0, 200) };
    this.list.push({ id, severity, path, vi, en, ...shown });
  }

  missing(path: string, severity: FindingSeverity = 'error'): void {
    const [vi, en] = PART_NAMES[plain(path)] ?? [path, path];
    this.add(`N.${dotted(path)}`, severity, path, `Thiếu ${vi}.`, `Missing: ${en}.`);
  }

  /** Reports a required text that is empty; true when it stands. */
  need(path: string, text: string | undefined, severity: FindingSeverity = 'error'): text is string {
    if (text !== undefined && text.trim() !== '') return true;
    this.missing(path, severity);
    return false;
  }

  /** Length and characters of one text; `path` may carry counters. */
  text(path: string, text: string | undefined): void {
    if (text === undefined) return;
    const rule = LENGTHS[plain(path)];
    const length = Array.from(text).length;
    if (rule !== undefined && length > rule.warning) {
      const severe = length > rule.error;
      const limit = severe ? rule.error : rule.warning;
      this.add(
        `R.${dotted(path)}`,
        severe ? 'error' : 'warning',
        path,
        `${rule.vi} dài ${length} ký tự, tối đa ${limit}.`,
        `${rule.en}: ${length} characters, at most ${limit}.`,
      );
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 cannot carry them
    if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/u.test(text)) {
      this.add(
        `T.${dotted(path)}`,
        'error',
        path,
        'Có ký tự điều khiển không hiển thị được; xóa và gõ lại.',
        'Holds control characters that cannot be sent; delete and type again.',
      );
    }
  }

  range(path: string, value: number | undefined, least: number, most: number): void {
    if (value === undefined || (value >= least && value <= most)) return;
    const [vi, en] = PART_NAMES[plain(path)] ?? [path, path];
    const id = `M.${dotted(path)}`;
    const text = `${least}–${most}`;
    this.add(
      id,
      'error',
      path,
      `Giá trị không hợp lệ (${text}): ${vi}.`,
      `Not within ${text}: ${en}.`,
      String(value),
    );
  }
}

function plain(path: string): string {
  return path.replace(/\[\d+\]/gu, '');
}

function dotted(path: string): string {
  return plain(path).replaceAll('/', '.');
}

const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/u;

function checkOrganisation(findings: Findings, path: string, organisation: Organisation): void {
  if (
    findings.need(`${path}/OrganId`, organisation.organId) &&
    agencyCodeFamily(organisation.organId) === 'axis'
  ) {
    findings.add(
      `M.${dotted(path)}.OrganId`,
      path.includes('/To') ? 'error' : 'warning',
      `${path}/OrganId`,
      'Đây là mã của trung tâm trục liên thông, không phải cơ quan.',
      'This is the code of an axis centre, not of an agency.',
      organisation.organId,
    );
  }
  // Packages without OrganName come back from the axis itself: only an older validator asks for it.
  findings.need(`${path}/OrganName`, organisation.organName, 'notice');
  findings.text(`${path}/OrganId`, organisation.organId);
  findings.text(`${path}/OrganizationInCharge`, organisation.organizationInCharge);
  findings.text(`${path}/OrganName`, organisation.organName);
  findings.text(`${path}/OrganAdd`, organisation.organAdd);
  findings.text(`${path}/Email`, organisation.email);
  findings.text(`${path}/Telephone`, organisation.telephone);
  findings.text(`${path}/Fax`, organisation.fax);
  findings.text(`${path}/Website`, organisation.website);
  if (organisation.email !== undefined && !EMAIL.test(organisation.email)) {
    findings.add(
      `T.${dotted(path)}.Email`,
      'error',
      `${path}/Email`,
      'Địa chỉ thư điện tử không hợp lệ.',
      'The e-mail address is not valid.',
      organisation.email,
    );
  }
}

function checkReceivers(findings: Findings, to: readonly Organisation[]): void {
  const seen = new Set<string>();
  const counted = to.length > 1;
  for (const [index, receiver] of to.entries()) {
    const path = counted ? `MessageHeader/To[${index + 1}]` : 'MessageHeader/To';
    checkOrganisation(findings, path, receiver);
    if (isAlias(receiver)) continue;
    if (receiver.organId !== '' && seen.has(receiver.organId)) {
      findings.add(
        'M.MessageHeader.To',
        'error',
        path,
        'Nơi nhận bị lặp; trục từ chối gói tin có nơi nhận trùng mã.',
        'A receiver is listed twice; the axis refuses such packages.',
        receiver.organId,
      );
    }
    seen.add(receiver.organId);
  }
  if (to.length === 0) findings.missing('MessageHeader/To');
}

/** Rules of a code: no comma, since receivers split the DocumentId on it. */
function checkCode(findings: Findings, code: MessageHeader['code']): void {
  for (const [name, text] of [
    ['CodeNumber', code.codeNumber],
    ['CodeNotation', code.codeNotation],
  ] as const) {
    const path = `MessageHeader/Code/${name}`;
    findings.need(path, text);
    findings.text(path, text);
    if (text.includes(',')) {
      findings.add(
        `M.${dotted(path)}`,
        'error',
        path,
        'Số và ký hiệu không được chứa dấu phẩy.',
        'Number and notation may not hold a comma.',
        text,
      );
    }
  }
}

function checkDates(findings: Findings, header: MessageHeader, today: string): void {
  const path = 'MessageHeader/PromulgationInfo/PromulgationDate';
  const { promulgationDate } = header.promulgationInfo;
  if (findings.need(path, promulgationDate) && promulgationDate > today) {
    findings.add(
      `R.${dotted(path)}`,
      'error',
      path,
      'Ngày ban hành ở tương lai (tính theo giờ Việt Nam).',
      'The date of promulgation lies in the future (Vietnam time).',
      promulgationDate,
    );
  }
  if (header.dueDate !== undefined && promulgationDate !== undefined && header.dueDate < promulgationDate) {
    findings.add(
      'R.MessageHeader.DueDate',
      'warning',
      'MessageHeader/DueDate',
      'Hạn trả lời sớm hơn ngày ban hành.',
      'The due date lies before the date of promulgation.',
      header.dueDate,
    );
  }
}

function checkBussiness(findings: Findings, bussiness: Bussiness, header: MessageHeader): void {
  const kind = bussiness.bussinessDocType;
  findings.text('Bussiness/BussinessDocReason', bussiness.bussinessDocReason);
  if (kind !== 0) findings.need('Bussiness/BussinessDocReason', bussiness.bussinessDocReason, 'warning');
  const inResponse = header.responseFor.some((response) => response.documentId !== undefined);
  if (kind === 1 && bussiness.documentId === undefined) {
    findings.missing('Bussiness/DocumentId', inResponse ? 'notice' : 'error');
  }
  if (kind === 1 && !inResponse) findings.missing('MessageHeader/ResponseFor/DocumentId', 'warning');
  if (kind === 2) {
    findings.need('Bussiness/DocumentId', bussiness.documentId);
    if (bussiness.bussinessDocumentInfo.length === 0)
      findings.missing('Bussiness/BussinessDocumentInfo', 'warning');
  }
  if (kind === 3 && bussiness.replacementInfoList.length === 0)
    findings.missing('Bussiness/ReplacementInfoList');
  for (const staff of bussiness.staffInfo) {
    findings.text('Bussiness/StaffInfo/Department', staff.department);
    findings.text('Bussiness/StaffInfo/Staff', staff.staff);
    findings.text('Bussiness/StaffInfo/Mobile', staff.mobile);
  }
}

/**
 * Checks a document package's values: presence, lengths, ranges, dates against `today` (`YYYY-MM-DD` in Vietnam).
 * Findings name parts as validators of the axis do.
 */
export function checkDocument(model: DocumentPackage, today: string): Finding[] {
  const findings = new Findings();
  const header = model.messageHeader;
  checkOrganisation(findings, 'MessageHeader/From', header.from);
  checkReceivers(findings, header.to);
  findings.need('MessageHeader/DocumentId', header.documentId);
  checkCode(findings, header.code);
  checkDates(findings, header, today);
  findings.text('MessageHeader/PromulgationInfo/Place', header.promulgationInfo.place);
  findings.need('MessageHeader/DocumentType/TypeName', header.documentType.typeName);
  findings.text('MessageHeader/DocumentType/TypeName', header.documentType.typeName);
  if (header.documentType.type !== 1 && header.documentType.type !== 2) {
    findings.add(
      'M.MessageHeader.DocumentType.Type',
      'warning',
      'MessageHeader/DocumentType/Type',
      'Type phải là 1 (quy phạm pháp luật) hoặc 2 (hành chính); có bộ kiểm tra từ chối giá trị khác.',
      'Type should be 1 (legal) or 2 (administrative); a validator refuses others.',
      String(header.documentType.type),
    );
  }
  findings.need('MessageHeader/Subject', header.subject);
  findings.text('MessageHeader/Subject', header.subject);
  findings.text('MessageHeader/Content', header.content);
  const signer = header.signerInfo;
  findings.need('MessageHeader/SignerInfo/FullName', signer?.fullName, 'warning');
  findings.need('MessageHeader/SignerInfo/Position', signer?.position, 'notice');
  findings.text('MessageHeader/SignerInfo/Competence', signer?.competence);
  findings.text('MessageHeader/SignerInfo/Position', signer?.position);
  findings.text('MessageHeader/SignerInfo/FullName', signer?.fullName);
  findings.range('MessageHeader/OtherInfo/Priority', header.otherInfo.priority, 0, 4);
  findings.range(
    'MessageHeader/OtherInfo/PromulgationAmount',
    header.otherInfo.promulgationAmount,
    0,
    65_535,
  );
  findings.range('MessageHeader/OtherInfo/PageAmount', header.otherInfo.pageAmount, 0, 65_535);
  findings.text('MessageHeader/OtherInfo/SphereOfPromulgation', header.otherInfo.sphereOfPromulgation);
  findings.text('MessageHeader/OtherInfo/TyperNotation', header.otherInfo.typerNotation);
  findings.range('MessageHeader/SteeringType', header.steeringType, 0, 2);
  for (const [index, place] of header.toPlaces.entries()) {
    findings.text(`MessageHeader/ToPlaces/Place[${index + 1}]`, place);
  }
  const { bussiness, traceHeaders } = model.traceHeaderList;
  if (bussiness !== undefined) checkBussiness(findings, bussiness, header);
  if (traceHeaders.length === 0) findings.missing('TraceHeaderList/TraceHeader', 'warning');
  if (model.attachments.length === 0) findings.missing('AttachmentEncoded');
  for (const [index, attachment] of model.attachments.entries()) {
    findings.text(`Attachment[${index + 1}]/AttachmentName`, attachment.attachmentName);
  }
  return findings.list;
}

/** Checks a status package's values. */
export function checkStatus(model: StatusPackage): Finding[] {
  const findings = new Findings();
  checkOrganisation(findings, 'MessageHeader/From', model.from);
  findings.need('MessageHeader/ResponseFor/OrganId', model.responseFor.organId);
  findings.need('MessageHeader/ResponseFor/Code', model.responseFor.code);
  findings.need('MessageHeader/ResponseFor/DocumentId', model.responseFor.documentId);
  findings.need('MessageHeader/StatusCode', model.statusCode);
  findings.text('MessageHeader/StatusCode', model.statusCode);
  findings.need('MessageHeader/Description', model.description, 'warning');
  findings.text('MessageHeader/Description', model.description);
  findings.need('MessageHeader/Timestamp', model.timestamp, 'warning');
  return findings.list;
}
