import type { OutElement } from './element.ts';
import { staffInfoElement, wireMoment } from './header-elements.ts';
import type { Bussiness, DocumentPackage } from './model.ts';
import type { ElementMaker } from './profile.ts';

function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function bussinessElement(bussiness: Bussiness, make: ElementMaker): OutElement | undefined {
  const documentId = bussiness.documentId ? make.text('DocumentId', bussiness.documentId) : undefined;
  const changes = bussiness.bussinessDocumentInfo.map((info) =>
    make.group(
      'BussinessDocumentInfo',
      make.text('DocumentInfo', flag(info.documentInfo)),
      make.text('DocumentReceiver', flag(info.documentReceiver)),
      make.group(
        'ReceiverList',
        info.receiverList.map((receiver) =>
          make.group(
            'Receiver',
            make.text('OrganId', receiver.organId),
            make.text('ReceiverType', receiver.receiverType),
          ),
        ),
      ),
    ),
  );
  const replaced = make.group(
    'ReplacementInfoList',
    bussiness.replacementInfoList.map((info) =>
      make.group(
        'ReplacementInfo',
        make.text('DocumentId', info.documentId),
        make.group(
          'OrganIdList',
          info.organIdList.map((organId) => make.text('OrganId', organId)),
        ),
      ),
    ),
  );
  const type = make.text('BussinessDocType', bussiness.bussinessDocType);
  const reason = make.text('BussinessDocReason', bussiness.bussinessDocReason);
  const paper = make.text('Paper', flag(bussiness.paper));
  const staff = bussiness.staffInfo.map((info) => staffInfoElement(info, make));
  return make.profile === 'java'
    ? make.group('Bussiness', documentId, type, reason, paper, changes, replaced, staff)
    : make.group('Bussiness', type, reason, changes, documentId, staff, paper, replaced);
}

/**
 * TraceHeaderList: business kind and hops. `listId` is the eight hexadecimal digits that the `.net` profile
 * puts on the list.
 */
export function traceHeaderListElement(
  list: DocumentPackage['traceHeaderList'],
  listId: string,
  make: ElementMaker,
): OutElement {
  const bussiness = list.bussiness ? bussinessElement(list.bussiness, make) : undefined;
  const hops = list.traceHeaders.map((hop) =>
    make.group(
      'TraceHeader',
      make.text('OrganId', hop.organId),
      make.text('Timestamp', wireMoment(hop.timestamp)),
    ),
  );
  if (make.profile === 'java') return make.always('TraceHeaderList', [], bussiness, hops);
  const attributes = [
    ['id', listId],
    ['version', '1.0'],
    ['mustUnderstand', '1'],
    ['actor', 'http://schemas.xmlsoap.org/soap/actor/next'],
  ] as const;
  return make.always('TraceHeaderList', attributes, hops, bussiness);
}
