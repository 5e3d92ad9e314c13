import { isAlias } from '../../agency/alias.ts';
import { compact } from '../compact.ts';
import { isWeakDocumentId, recallTargets } from '../document-id.ts';
import type {
  Bussiness,
  BussinessDocType,
  DocumentPackage,
  MessageHeader,
  Organisation,
  ResponseFor,
  StaffInfo,
  StatusPackage,
} from '../model.ts';
import { isStatusCode, normaliseStatusCode } from '../status-code.ts';
import type { Fields } from './fields.ts';

function required(fields: Fields, name: string, value: string | undefined): string {
  if (value === undefined) fields.warn('MISSING', name);
  return value ?? '';
}

function organisation(fields: Fields): Organisation {
  const read = {
    organId: required(fields, 'OrganId', fields.text('OrganId')),
    organizationInCharge: fields.prose('OrganizationInCharge'),
    organName: fields.prose('OrganName'),
    organAdd: fields.prose('OrganAdd'),
    email: fields.text('Email'),
    telephone: fields.text('Telephone'),
    fax: fields.text('Fax'),
    website: fields.text('Website'),
  };
  fields.rest();
  return compact(read);
}

/** Undefined for an element that is empty or holds only empty children. */
function responseFor(fields: Fields): ResponseFor | undefined {
  const read = compact({
    organId: fields.text('OrganId'),
    code: fields.text('Code'),
    documentId: fields.text('DocumentId'),
    promulgationDate: fields.day('PromulgationDate'),
  });
  fields.rest();
  if (Object.keys(read).length > 0) return read;
  fields.warn('EMPTY_RESPONSE_FOR');
  return undefined;
}

function staffInfo(fields: Fields): StaffInfo | undefined {
  const read = compact({
    department: fields.prose('Department'),
    departmentId: fields.text('DepartmentId'),
    staff: fields.prose('Staff'),
    staffId: fields.text('StaffId'),
    email: fields.text('Email'),
    mobile: fields.text('Mobile'),
  });
  fields.rest();
  return Object.keys(read).length > 0 ? read : undefined;
}

function receivers(header: Fields): Organisation[] {
  const fields = header.all('To');
  const list = fields.map(organisation);
  const seen = new Set<string>();
  for (const [index, receiver] of list.entries()) {
    if (isAlias(receiver)) fields[index]?.warn('ALIAS_RECEIVER', undefined, receiver.organId);
    else if (receiver.organId !== '' && seen.has(receiver.organId)) {
      fields[index]?.warn('DUPLICATE_RECEIVER', undefined, receiver.organId);
    }
    seen.add(receiver.organId);
  }
  if (list.length === 0) header.warn('MISSING', 'To');
  return list;
}

function otherInfo(header: Fields): MessageHeader['otherInfo'] {
  const fields = header.one('OtherInfo');
  if (fields === undefined) header.warn('MISSING', 'OtherInfo');
  // The standard's own order, which has no Direction, puts DocumentId last.
  const names = header.element.children.map(({ local }) => local);
  const javaOrder = names.indexOf('DocumentId') < names.indexOf('Code');
  const appendixes = fields?.one('Appendixes');
  const priority = fields?.integer('Priority') ?? 0;
  if (fields !== undefined && fields.text('Priority') === undefined) fields.warn('MISSING', 'Priority');
  if (javaOrder && fields !== undefined && fields.text('Direction') === undefined)
    fields.warn('MISSING_EXTENSION', 'Direction');
  if (priority < 0 || priority > 4) fields?.warn('NUMBER_UNREADABLE', 'Priority', String(priority));
  const read = compact({
    priority: priority < 0 || priority > 4 ? 0 : priority,
    sphereOfPromulgation: fields?.prose('SphereOfPromulgation'),
    typerNotation: fields?.prose('TyperNotation'),
    promulgationAmount: fields?.integer('PromulgationAmount') ?? 1,
    pageAmount: fields?.integer('PageAmount') ?? 1,
    replyFors: fields?.text('ReplyFors'),
    direction: fields?.flag('Direction') ?? false,
    referenceCodes: fields?.text('ReferenceCodes'),
    appendixes: appendixes?.texts('Appendix') ?? [],
  });
  appendixes?.rest();
  fields?.rest();
  return read;
}

function documentType(header: Fields): MessageHeader['documentType'] {
  const fields = header.one('DocumentType');
  if (fields === undefined) header.warn('MISSING', 'DocumentType');
  const typeDetail = fields?.integer('TypeDetail');
  if (fields !== undefined && fields.text('Type') === undefined) fields.warn('MISSING', 'Type');
  const read = compact({
    type: fields?.integer('Type') ?? 2,
    typeDetail: typeDetail !== undefined && typeDetail < 0 ? undefined : typeDetail,
    typeName: fields?.prose('TypeName') ?? '',
  });
  fields?.rest();
  return read;
}

function messageHeader(header: Fields): MessageHeader {
  const from = header.one('From');
  const code = header.one('Code');
  const promulgation = header.one('PromulgationInfo');
  const signer = header.one('SignerInfo');
  const toPlaces = header.one('ToPlaces');
  const tasks = header.one('ResponseForTask');
  for (const [name, fields] of Object.entries({ From: from, Code: code, PromulgationInfo: promulgation })) {
    if (fields === undefined) header.warn('MISSING', name);
  }
  const signerInfo = compact({
    competence: signer?.prose('Competence'),
    position: signer?.prose('Position'),
    fullName: signer?.prose('FullName'),
  });
  const date = promulgation?.day('PromulgationDate');
  if (promulgation !== undefined && promulgation.text('PromulgationDate') === undefined) {
    promulgation.warn('MISSING', 'PromulgationDate');
  }
  const taskCodes = tasks?.texts('TaskCode') ?? [];
  const documentId = header.text('DocumentId');
  if (documentId === undefined) header.warn('MISSING', 'DocumentId');
  else if (isWeakDocumentId(documentId)) header.warn('WEAK_DOCUMENT_ID', 'DocumentId', documentId);
  const steeringType = header.integer('SteeringType') ?? 0;
  if (header.text('SteeringType') === undefined) header.warn('MISSING', 'SteeringType');
  const read = compact({
    from: from === undefined ? { organId: '' } : organisation(from),
    to: receivers(header),
    documentId,
    code: {
      codeNumber: code === undefined ? '' : required(code, 'CodeNumber', code.text('CodeNumber')),
      codeNotation: code === undefined ? '' : required(code, 'CodeNotation', code.text('CodeNotation')),
    },
    promulgationInfo: compact({ place: promulgation?.prose('Place'), promulgationDate: date }),
    documentType: documentType(header),
    subject: required(header, 'Subject', header.prose('Subject')),
    content: header.prose('Content'),
    signerInfo: Object.keys(signerInfo).length > 0 ? signerInfo : undefined,
    dueDate: header.day('DueDate'),
    otherInfo: otherInfo(header),
    responseFor: header.all('ResponseFor').flatMap((fields) => responseFor(fields) ?? []),
    steeringType,
    responseForTask: taskCodes.length > 0 ? taskCodes : undefined,
    applicationType: header.text('ApplicationType'),
    toPlaces: (toPlaces?.texts('Place') ?? []).map((place) => place),
  });
  for (const fields of [code, promulgation, signer, toPlaces, tasks]) fields?.rest();
  // ErrorList stands in the standard's model and in no real package.
  header.rest('ErrorList');
  return read;
}

function replacements(fields: Fields): Bussiness['replacementInfoList'] {
  const merged = new Map<string, Set<string>>();
  for (const list of fields.all('ReplacementInfoList')) {
    for (const info of list.all('ReplacementInfo')) {
      const documentId = required(info, 'DocumentId', info.text('DocumentId'));
      const organs = merged.get(documentId) ?? new Set<string>();
      const organList = info.one('OrganIdList');
      for (const organId of organList?.texts('OrganId') ?? []) organs.add(organId);
      merged.set(documentId, organs);
      organList?.rest();
      info.rest();
    }
    list.rest();
  }
  return [...merged].map(([documentId, organs]) => ({ documentId, organIdList: [...organs] }));
}

function changes(fields: Fields): Bussiness['bussinessDocumentInfo'] {
  return fields.all('BussinessDocumentInfo').map((info) => {
    const list = info.one('ReceiverList');
    const receiverList = (list?.all('Receiver') ?? []).map((receiver) => {
      const read = {
        organId: required(receiver, 'OrganId', receiver.text('OrganId')),
        receiverType: receiver.integer('ReceiverType') ?? 1,
      };
      receiver.rest();
      return read;
    });
    const read = {
      documentInfo: info.flag('DocumentInfo') ?? false,
      documentReceiver: info.flag('DocumentReceiver') ?? false,
      receiverList,
    };
    list?.rest();
    info.rest();
    return read;
  });
}

function kindOf(fields: Fields): BussinessDocType {
  let text = fields.text('BussinessDocType');
  if (text === undefined) {
    text = fields.text('BusinessDocType');
    if (text !== undefined) fields.warn('SPELLING', 'BusinessDocType', text);
  }
  switch (text === undefined ? 0 : Number(text)) {
    case 0:
      return 0;
    case 1:
      return 1;
    case 2:
      return 2;
    case 3:
      return 3;
    default:
      fields.warn('KIND_UNKNOWN', 'BussinessDocType', text);
      return 0;
  }
}

function reasonOf(fields: Fields): string | undefined {
  const misspelt = fields.prose('BusinessDocReason');
  if (misspelt !== undefined) fields.warn('SPELLING', 'BusinessDocReason', misspelt);
  return fields.prose('BussinessDocReason') ?? misspelt;
}

function bussiness(fields: Fields): Bussiness {
  const kind = kindOf(fields);
  const documentId = fields.text('DocumentId');
  if (kind === 0 && documentId !== undefined) fields.warn('LEFTOVER_DOCUMENT_ID', 'DocumentId', documentId);
  const read = compact({
    documentId: kind === 0 ? undefined : documentId,
    bussinessDocType: kind,
    bussinessDocReason: reasonOf(fields),
    paper: fields.flag('Paper'),
    bussinessDocumentInfo: changes(fields),
    replacementInfoList: replacements(fields),
    staffInfo: fields.all('StaffInfo').flatMap((staff) => staffInfo(staff) ?? []),
  });
  fields.rest();
  return read;
}

function traceHeaderList(header: Fields): DocumentPackage['traceHeaderList'] {
  const list = header.one('TraceHeaderList');
  if (list === undefined) {
    header.warn('MISSING', 'TraceHeaderList');
    return { traceHeaders: [] };
  }
  const traceHeaders = list.all('TraceHeader').map((hop) => {
    const read = compact({ organId: hop.text('OrganId') ?? '', timestamp: hop.moment('Timestamp') });
    hop.rest();
    return read;
  });
  const found = list.one('Bussiness') ?? list.one('Business');
  if (found === undefined) list.warn('NO_BUSSINESS');
  else if (found.element.local === 'Business') list.warn('SPELLING', 'Business');
  const read = compact({ bussiness: found === undefined ? undefined : bussiness(found), traceHeaders });
  // A vendor's Paper beside Bussiness; its meaning is not known.
  list.rest('Paper');
  return read;
}

/** Header and hops of a document package. Attachments are filled in by the caller. */
export function interpretDocument(header: Fields, message: Fields): Omit<DocumentPackage, 'attachments'> {
  const read = { messageHeader: messageHeader(message), traceHeaderList: traceHeaderList(header) };
  if (header.one('Signature') !== undefined) header.warn('SIGNATURE_IGNORED', 'Signature');
  if (header.one('DigitalSignature')?.ownText() !== undefined)
    header.warn('SIGNATURE_IGNORED', 'DigitalSignature');
  if (read.traceHeaderList.bussiness?.bussinessDocType === 1) {
    const targets = recallTargets(read);
    if (targets.length > 1) message.warn('TARGET_DISAGREES', 'ResponseFor', targets.join(' | '));
  }
  header.rest('Signature', 'MessageHeader');
  return read;
}

/** A status package; `message` holds StatusCode. */
export function interpretStatus(header: Fields, message: Fields): StatusPackage {
  const from = message.one('From');
  const response = message.one('ResponseFor');
  if (from === undefined) message.warn('MISSING', 'From');
  const answered = response === undefined ? undefined : responseFor(response);
  if (answered === undefined) message.warn('MISSING', 'ResponseFor');
  for (const [name, value] of [
    ['OrganId', answered?.organId],
    ['Code', answered?.code],
    ['DocumentId', answered?.documentId],
  ] as const) {
    if (answered !== undefined && value === undefined) response?.warn('MISSING', name);
  }
  const raw = message.text('StatusCode') ?? '';
  const statusCode = normaliseStatusCode(raw);
  if (raw === '') message.warn('MISSING', 'StatusCode');
  else if (statusCode !== raw) message.warn('STATUS_CODE_FORM', 'StatusCode', raw);
  if (raw !== '' && !isStatusCode(statusCode)) message.warn('STATUS_CODE_UNKNOWN', 'StatusCode', raw);
  const staff = message.one('StaffInfo');
  const read = compact({
    from: from === undefined ? { organId: '' } : organisation(from),
    responseFor: answered ?? {},
    staffInfo: staff === undefined ? undefined : staffInfo(staff),
    statusCode,
    description: message.prose('Description') ?? '',
    timestamp: message.moment('Timestamp'),
  });
  for (const [fields, name] of [
    [message, 'To'],
    [header, 'TraceHeaderList'],
  ] as const) {
    if (fields.all(name).length > 0) fields.warn('NOT_IN_STATUS', name);
  }
  message.rest();
  header.rest('MessageHeader', 'Signature');
  return read;
}
