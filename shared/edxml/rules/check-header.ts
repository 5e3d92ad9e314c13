import { isAlias } from '../../agency/alias.ts';
import { agencyCodeFamily } from '../../agency/code.ts';
import { codeKey, foldLookAlikes } from '../../document/code.ts';
import { documentKindByName } from '../../document/kinds.ts';
import { isWeakDocumentId, makeDocumentId, parseDocumentId } from '../document-id.ts';
import type { MessageHeader, Organisation } from '../model.ts';
import type { Findings } from './findings.ts';

const EMAIL = /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/u;

/** From of a letter or of a status, or one To. */
export function checkOrganisation(
  findings: Findings,
  side: 'From' | 'To',
  path: string,
  organisation: Organisation,
): void {
  const { organId, email } = organisation;
  if (findings.need(`${path}/OrganId`, organId)) {
    const family = agencyCodeFamily(organId);
    const place = { value: organId };
    if (family === 'axis') findings.report(`M.MessageHeader.${side}.AxisCentre`, `${path}/OrganId`, place);
    // Test units of the axis bear small letters; a code that is too long is told by its length.
    else if (family === 'other' && organId.length <= 35) {
      const small = agencyCodeFamily(organId.toUpperCase()) !== 'other';
      findings.report(`T.MessageHeader.${side}.OrganId`, `${path}/OrganId`, {
        ...place,
        ...(small && { severity: 'notice' }),
      });
    }
  }
  // Packages without OrganName come back from the axis itself: only an older validator asks for it.
  findings.need(`${path}/OrganName`, organisation.organName);
  findings.text(`${path}/OrganId`, organId);
  findings.text(`${path}/OrganizationInCharge`, organisation.organizationInCharge);
  findings.text(`${path}/OrganName`, organisation.organName);
  findings.text(`${path}/OrganAdd`, organisation.organAdd);
  findings.text(`${path}/Email`, email);
  findings.text(`${path}/Telephone`, organisation.telephone);
  findings.text(`${path}/Fax`, organisation.fax);
  findings.text(`${path}/Website`, organisation.website);
  if (email !== undefined && !EMAIL.test(email))
    findings.report(`T.MessageHeader.${side}.Email`, `${path}/Email`, { value: email });
}

/** Every To, each code once; a receiver that the axis added under its old code is none of its own. */
export function checkReceivers(findings: Findings, to: readonly Organisation[]): void {
  const seen = new Set<string>();
  for (const [index, receiver] of to.entries()) {
    const path = to.length > 1 ? `MessageHeader/To[${index + 1}]` : 'MessageHeader/To';
    checkOrganisation(findings, 'To', path, receiver);
    if (isAlias(receiver)) continue;
    const { organId } = receiver;
    if (organId !== '' && seen.has(organId)) findings.report('M.MessageHeader.To', path, { value: organId });
    seen.add(organId);
  }
  if (to.length === 0) findings.missing('MessageHeader/To');
}

/** Number and notation: no comma, since receivers split the DocumentId on it. */
export function checkCode(findings: Findings, { codeNumber, codeNotation }: MessageHeader['code']): void {
  for (const [name, text] of [
    ['CodeNumber', codeNumber],
    ['CodeNotation', codeNotation],
  ] as const) {
    const path = `MessageHeader/Code/${name}`;
    findings.need(path, text);
    findings.text(path, text);
    if (text.includes(',')) findings.report(`M.MessageHeader.Code.${name}`, path, { value: text });
  }
  if (foldLookAlikes(codeNotation) !== codeNotation || foldLookAlikes(codeNumber) !== codeNumber)
    findings.report('M.MessageHeader.Code.LookAlike', 'MessageHeader/Code/CodeNotation');
}

/** The DocumentId against what it is made of: the sender's code, the date, number and notation. */
export function checkDocumentId(findings: Findings, header: MessageHeader): void {
  const path = 'MessageHeader/DocumentId';
  const { documentId, from, code } = header;
  // The reader warns of a random UUID by itself.
  if (!findings.need(path, documentId) || isWeakDocumentId(documentId)) return;
  const day = header.promulgationInfo.promulgationDate;
  const wanted = makeDocumentId(from.organId, day ?? '', code.codeNumber, code.codeNotation);
  const place = { value: documentId, parameters: wanted === undefined ? {} : { wanted } };
  const parts = parseDocumentId(documentId);
  if (parts?.day === undefined || !/^[^,]+,\d{4}\/\d{2}\/\d{2},[^,]+$/u.test(documentId.trim())) {
    findings.report('T.MessageHeader.DocumentId', path, place);
    return;
  }
  const whole = `${code.codeNumber}/${code.codeNotation}`;
  const differing = [
    from.organId !== '' && parts.organId !== from.organId && ['mã cơ quan gửi', 'the sender'],
    day !== undefined && parts.day !== day && ['ngày ban hành', 'the date'],
    whole.length > 1 && codeKey(parts.code) !== codeKey(whole) && ['số, ký hiệu', 'number and notation'],
  ].filter((one) => one !== false);
  if (differing.length === 0) return;
  findings.report('M.MessageHeader.DocumentId', path, {
    value: documentId,
    parameters: {
      ...place.parameters,
      parts: differing.map(([vi]) => vi).join(', '),
      partsEn: differing.map(([, en]) => en).join(', '),
    },
  });
}

/** `today` is `YYYY-MM-DD` in Vietnam. */
export function checkDates(findings: Findings, header: MessageHeader, today: string): void {
  const path = 'MessageHeader/PromulgationInfo/PromulgationDate';
  const { promulgationDate } = header.promulgationInfo;
  if (findings.need(path, promulgationDate) && promulgationDate > today)
    findings.report('R.MessageHeader.PromulgationInfo.PromulgationDate', path, {
      value: promulgationDate,
      parameters: { today },
    });
  if (header.dueDate !== undefined && promulgationDate !== undefined && header.dueDate < promulgationDate)
    findings.report('R.MessageHeader.DueDate', 'MessageHeader/DueDate', {
      value: header.dueDate,
      parameters: { date: promulgationDate },
    });
}

/** Kind by name, and whether its numbers are those of the table (edXML 9.1). */
export function checkKind(findings: Findings, documentType: MessageHeader['documentType']): void {
  const { type, typeDetail, typeName } = documentType;
  const path = 'MessageHeader/DocumentType';
  const stands = findings.need(`${path}/TypeName`, typeName);
  findings.text(`${path}/TypeName`, typeName);
  const known = type === 1 || type === 2;
  if (!known) findings.report('M.MessageHeader.DocumentType.Type', `${path}/Type`, { value: String(type) });
  if (!stands) return;
  const kind = documentKindByName(typeName, type);
  if (kind === undefined) {
    findings.report('M.MessageHeader.DocumentType.TypeName', `${path}/TypeName`, { value: typeName });
    return;
  }
  const differs = kind.type !== type || (typeDetail !== undefined && typeDetail !== kind.typeDetail);
  if (known && differs)
    findings.report('M.MessageHeader.DocumentType.TypeDetail', `${path}/TypeDetail`, {
      value: `${type}/${typeDetail ?? ''}`,
      // 0 is what the library of the axis writes where nothing was chosen.
      ...(kind.type === type && typeDetail === 0 && { severity: 'notice' }),
      parameters: { name: kind.typeName, wanted: `${kind.type}/${kind.typeDetail ?? '–'}` },
    });
  if (!kind.current) findings.report('R.MessageHeader.DocumentType.Old', `${path}/TypeName`);
}

/** What stands behind the kind: subject, signer, urgency and the rest of the header. */
export function checkWords(findings: Findings, header: MessageHeader): void {
  const { signerInfo: signer, otherInfo } = header;
  findings.text('MessageHeader/PromulgationInfo/Place', header.promulgationInfo.place);
  findings.need('MessageHeader/Subject', header.subject);
  findings.text('MessageHeader/Subject', header.subject);
  findings.text('MessageHeader/Content', header.content);
  findings.need('MessageHeader/SignerInfo/FullName', signer?.fullName);
  findings.need('MessageHeader/SignerInfo/Position', signer?.position);
  findings.text('MessageHeader/SignerInfo/Competence', signer?.competence);
  findings.text('MessageHeader/SignerInfo/Position', signer?.position);
  findings.text('MessageHeader/SignerInfo/FullName', signer?.fullName);
  const other = 'MessageHeader/OtherInfo';
  findings.range(`${other}/Priority`, otherInfo.priority, 0, 4);
  findings.range(`${other}/PromulgationAmount`, otherInfo.promulgationAmount, 0, 65_535);
  findings.range(`${other}/PageAmount`, otherInfo.pageAmount, 0, 65_535);
  findings.text(`${other}/SphereOfPromulgation`, otherInfo.sphereOfPromulgation);
  findings.text(`${other}/TyperNotation`, otherInfo.typerNotation);
  findings.range('MessageHeader/SteeringType', header.steeringType, 0, 2);
  for (const [index, place] of header.toPlaces.entries())
    findings.text(`MessageHeader/ToPlaces/Place[${index + 1}]`, place);
}
