import type { Bussiness, DocumentPackage } from '../model.ts';
import type { Findings } from './findings.ts';

function checkBussiness(findings: Findings, bussiness: Bussiness, inResponse: boolean): void {
  const { bussinessDocType: kind, bussinessDocReason: reason } = bussiness;
  findings.text('Bussiness/BussinessDocReason', reason);
  if (kind !== 0) findings.need('Bussiness/BussinessDocReason', reason);
  if (kind === 1) {
    if (bussiness.documentId === undefined)
      findings.missing('Bussiness/DocumentId', inResponse ? 'notice' : 'error');
    if (!inResponse) findings.missing('MessageHeader/ResponseFor/DocumentId', 'warning');
  }
  if (kind === 2) {
    findings.need('Bussiness/DocumentId', bussiness.documentId);
    if (bussiness.bussinessDocumentInfo.length === 0) findings.missing('Bussiness/BussinessDocumentInfo');
  }
  for (const info of bussiness.bussinessDocumentInfo) {
    const path = 'Bussiness/BussinessDocumentInfo/ReceiverList';
    if (info.documentReceiver && info.receiverList.length === 0) findings.missing(path);
    for (const { receiverType } of info.receiverList)
      findings.range(`${path}/Receiver/ReceiverType`, receiverType, 0, 1);
  }
  if (kind === 3 && bussiness.replacementInfoList.length === 0)
    findings.missing('Bussiness/ReplacementInfoList');
  for (const staff of bussiness.staffInfo) {
    findings.text('Bussiness/StaffInfo/Department', staff.department);
    findings.text('Bussiness/StaffInfo/Staff', staff.staff);
    findings.text('Bussiness/StaffInfo/Mobile', staff.mobile);
  }
}

/** Business kind and hops. The axis adds hops of its own, some without a code: those are only noted. */
export function checkTraces(findings: Findings, { messageHeader, traceHeaderList }: DocumentPackage): void {
  const { bussiness, traceHeaders } = traceHeaderList;
  const inResponse = messageHeader.responseFor.some(({ documentId }) => documentId !== undefined);
  if (bussiness !== undefined) checkBussiness(findings, bussiness, inResponse);
  if (traceHeaders.length === 0) findings.missing('TraceHeaderList/TraceHeader');
  for (const [index, { organId, timestamp }] of traceHeaders.entries()) {
    const counted = traceHeaders.length > 1 ? `[${index + 1}]` : '';
    const path = `TraceHeaderList/TraceHeader${counted}`;
    const severity = index === 0 ? 'warning' : 'notice';
    if (organId === '') findings.missing(`${path}/OrganId`, severity);
    else if (index === 0 && messageHeader.from.organId !== '' && organId !== messageHeader.from.organId)
      findings.report('M.TraceHeaderList.TraceHeader', `${path}/OrganId`, {
        value: organId,
        parameters: { wanted: messageHeader.from.organId },
      });
    findings.need(`${path}/Timestamp`, timestamp, severity);
  }
}
