import { type InElement, isOurs } from './in-element.ts';
import type { WarningList } from './warnings.ts';

const ORGANISATION = 'OrganId OrganizationInCharge OrganName OrganAdd Email Telephone Fax Website';

/** Orders in which each element's children are known to be written: the Java library's, then the standard's own. */
const ORDERS: Readonly<Record<string, readonly string[]>> = {
  MessageHeader: [
    'From To DocumentId Code PromulgationInfo DocumentType Subject Content SignerInfo DueDate OtherInfo ResponseFor SteeringType ResponseForTask ApplicationType ToPlaces',
    'From To Code PromulgationInfo DocumentType Subject Content SignerInfo DueDate ToPlaces OtherInfo ResponseFor SteeringType DocumentId',
  ],
  StatusHeader: ['From ResponseFor StaffInfo StatusCode Description Timestamp'],
  From: [ORGANISATION],
  To: [ORGANISATION],
  Code: ['CodeNumber CodeNotation'],
  PromulgationInfo: ['Place PromulgationDate'],
  DocumentType: ['Type TypeDetail TypeName', 'Type TypeName TypeDetail'],
  SignerInfo: ['Competence Position FullName'],
  OtherInfo: [
    'Priority SphereOfPromulgation TyperNotation PromulgationAmount PageAmount ReplyFors Direction ReferenceCodes Appendixes',
  ],
  ResponseFor: ['OrganId Code DocumentId PromulgationDate', 'OrganId Code PromulgationDate DocumentId'],
  TraceHeaderList: ['Paper Bussiness TraceHeader', 'TraceHeader Bussiness'],
  Bussiness: [
    'DocumentId BussinessDocType BussinessDocReason Paper BussinessDocumentInfo ReplacementInfoList StaffInfo',
    'BussinessDocType BussinessDocReason BussinessDocumentInfo DocumentId StaffInfo Paper ReplacementInfoList',
  ],
  StaffInfo: ['Department DepartmentId Staff StaffId Email Mobile', 'Department Staff Mobile Email'],
  TraceHeader: ['OrganId Timestamp'],
  Attachment: [
    'ContentId AttachmentName Description FieldName MimeType ContentType ContentTransferEncoded',
    'ContentType ContentId Description ContentTransferEncoded AttachmentName',
  ],
  edXMLHeader: ['MessageHeader TraceHeaderList Signature', 'MessageHeader TraceHeaderList DigitalSignature'],
};

const PLACES: Readonly<Record<string, readonly ReadonlyMap<string, number>[]>> = Object.fromEntries(
  Object.entries(ORDERS).map(([parent, orders]) => [
    parent,
    orders.map((order) => new Map(order.split(' ').map((name, place) => [name, place]))),
  ]),
);

/** The first child that stands before its place in this order; undefined when all stand well. */
function misplaced(children: readonly InElement[], places: ReadonlyMap<string, number>): string | undefined {
  let last = -1;
  for (const child of children) {
    const place = places.get(child.local);
    if (place === undefined) continue;
    if (place < last) return child.local;
    last = place;
  }
  return undefined;
}

/** Notes elements whose children follow no known order; readers do not mind, some validators do. */
export function noteOrder(root: InElement, warnings: WarningList): void {
  const waiting = [root];
  for (let element = waiting.pop(); element !== undefined; element = waiting.pop()) {
    const known = element.children.filter(isOurs);
    const isStatus = element.local === 'MessageHeader' && known.some((child) => child.local === 'StatusCode');
    const orders = PLACES[isStatus ? 'StatusHeader' : element.local];
    const first = orders?.map((places) => misplaced(known, places)) ?? [];
    if (first.length > 0 && first.every((name) => name !== undefined)) {
      warnings.add('ORDER', element, first[0]);
    }
    waiting.push(...element.children);
  }
}
