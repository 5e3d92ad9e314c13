import type { OutElement } from './element.ts';
import type { MessageHeader, Organisation, ResponseFor, StaffInfo } from './model.ts';
import type { ElementMaker } from './profile.ts';

/** `yyyy/MM/dd` of a `YYYY-MM-DD`. */
function wireDay(day: string | undefined): string | undefined {
  return day?.replaceAll('-', '/');
}

/** `yyyy/MM/dd HH:mm:ss` of a `YYYY-MM-DDTHH:mm:ss`. */
export function wireMoment(moment: string | undefined): string | undefined {
  return moment?.replaceAll('-', '/').replace('T', ' ');
}

export function organisationElement(
  name: 'From' | 'To',
  organisation: Organisation,
  make: ElementMaker,
): OutElement | undefined {
  return make.group(
    name,
    make.text('OrganId', organisation.organId),
    make.text('OrganizationInCharge', organisation.organizationInCharge),
    make.text('OrganName', organisation.organName),
    make.text('OrganAdd', organisation.organAdd),
    make.text('Email', organisation.email),
    make.text('Telephone', organisation.telephone),
    make.text('Fax', organisation.fax),
    make.text('Website', organisation.website),
  );
}

export function responseForElement(response: ResponseFor, make: ElementMaker): OutElement | undefined {
  const documentId = make.text('DocumentId', response.documentId);
  const date = make.text('PromulgationDate', wireDay(response.promulgationDate));
  return make.group(
    'ResponseFor',
    make.text('OrganId', response.organId),
    make.text('Code', response.code),
    make.profile === 'java' ? [documentId, date] : [date, documentId],
  );
}

export function staffInfoElement(staff: StaffInfo, make: ElementMaker): OutElement | undefined {
  if (make.profile === '.net') {
    return make.group(
      'StaffInfo',
      make.text('Department', staff.department),
      make.text('Staff', staff.staff),
      make.text('Mobile', staff.mobile),
      make.text('Email', staff.email),
    );
  }
  return make.group(
    'StaffInfo',
    make.text('Department', staff.department),
    make.text('DepartmentId', staff.departmentId),
    make.text('Staff', staff.staff),
    make.text('StaffId', staff.staffId),
    make.text('Email', staff.email),
    make.text('Mobile', staff.mobile),
  );
}

function documentTypeElement(header: MessageHeader, make: ElementMaker): OutElement | undefined {
  const { type, typeDetail, typeName } = header.documentType;
  const detail = make.text('TypeDetail', typeDetail);
  const name = make.text('TypeName', typeName);
  const order = make.profile === 'java' ? [detail, name] : [name, detail];
  return make.group('DocumentType', make.text('Type', type), order);
}

function otherInfoElement(header: MessageHeader, make: ElementMaker): OutElement | undefined {
  const info = header.otherInfo;
  const java = make.profile === 'java';
  // The vendor's three extensions lie between PageAmount and Appendixes; the standard knows six items only.
  const extension = (name: string, content: string | undefined) =>
    content === undefined || content === '' ? undefined : make.text(name, content);
  const direction = java || info.direction ? make.text('Direction', info.direction) : undefined;
  return make.group(
    'OtherInfo',
    make.text('Priority', info.priority),
    make.text('SphereOfPromulgation', info.sphereOfPromulgation),
    make.text('TyperNotation', info.typerNotation),
    make.text('PromulgationAmount', info.promulgationAmount),
    make.text('PageAmount', info.pageAmount),
    extension('ReplyFors', info.replyFors),
    direction,
    extension('ReferenceCodes', info.referenceCodes),
    make.list(
      'Appendixes',
      info.appendixes.map((appendix) => make.text('Appendix', appendix)),
    ),
  );
}

/** MessageHeader of a document package in the order of the profile (sections 3 and 4 of the format notes). */
export function messageHeaderElement(header: MessageHeader, make: ElementMaker): OutElement {
  const java = make.profile === 'java';
  const documentId = make.text('DocumentId', header.documentId);
  const code = make.group(
    'Code',
    make.text('CodeNumber', header.code.codeNumber),
    make.text('CodeNotation', header.code.codeNotation),
  );
  const toPlaces = make.list(
    'ToPlaces',
    header.toPlaces.map((place) => make.text('Place', place)),
  );
  const signer = header.signerInfo;
  const taskCodes = header.responseForTask ?? [];
  return make.always(
    'MessageHeader',
    [],
    organisationElement('From', header.from, make),
    header.to.map((receiver) => organisationElement('To', receiver, make)),
    java ? documentId : undefined,
    code,
    make.group(
      'PromulgationInfo',
      make.text('Place', header.promulgationInfo.place),
      make.text('PromulgationDate', wireDay(header.promulgationInfo.promulgationDate)),
    ),
    documentTypeElement(header, make),
    make.text('Subject', header.subject),
    make.text('Content', header.content),
    make.group(
      'SignerInfo',
      make.text('Competence', signer?.competence),
      make.text('Position', signer?.position),
      make.text('FullName', signer?.fullName),
    ),
    make.text('DueDate', wireDay(header.dueDate)),
    java ? undefined : toPlaces,
    otherInfoElement(header, make),
    header.responseFor.map((response) => responseForElement(response, make)),
    make.text('SteeringType', header.steeringType),
    make.group(
      'ResponseForTask',
      taskCodes.map((task) => make.text('TaskCode', task)),
    ),
    header.applicationType ? make.text('ApplicationType', header.applicationType) : undefined,
    java ? toPlaces : documentId,
  );
}
