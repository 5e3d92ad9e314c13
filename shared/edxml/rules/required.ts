import type { FindingSeverity } from '../warning.ts';
import { AMENDMENT, CLERICAL_WORK, CODES_OF_AGENCIES, QCVN } from './rule.ts';

/** A part that a package must have, with its weight when it is missing or empty. */
interface RequiredPart {
  severity: FindingSeverity;
  clause: string;
}

const part = (severity: FindingSeverity, clause: string = QCVN): RequiredPart => ({ severity, clause });

/**
 * Required parts by their path without counters. `error`: the axis' validator refuses the package, or receivers cannot
 * use it; `warning`: the format asks for it, known readers put a default; `notice`: only older validators asked.
 */
export const REQUIRED_PARTS = {
  'MessageHeader/From': part('error'),
  'MessageHeader/From/OrganId': part('error', CODES_OF_AGENCIES),
  'MessageHeader/From/OrganName': part('notice'),
  'MessageHeader/To': part('error'),
  'MessageHeader/To/OrganId': part('error', CODES_OF_AGENCIES),
  'MessageHeader/To/OrganName': part('notice'),
  'MessageHeader/DocumentId': part('error'),
  'MessageHeader/Code': part('error'),
  'MessageHeader/Code/CodeNumber': part('error', `${QCVN}; ${CLERICAL_WORK}, Điều 15`),
  'MessageHeader/Code/CodeNotation': part('error', `${QCVN}; ${CLERICAL_WORK}, Điều 15`),
  'MessageHeader/PromulgationInfo': part('error'),
  'MessageHeader/PromulgationInfo/PromulgationDate': part('error'),
  'MessageHeader/DocumentType': part('error'),
  'MessageHeader/DocumentType/Type': part('warning', AMENDMENT),
  'MessageHeader/DocumentType/TypeName': part('error', AMENDMENT),
  'MessageHeader/Subject': part('error'),
  'MessageHeader/SignerInfo/FullName': part('warning'),
  'MessageHeader/SignerInfo/Position': part('notice'),
  'MessageHeader/OtherInfo': part('warning'),
  'MessageHeader/OtherInfo/Priority': part('warning'),
  'MessageHeader/OtherInfo/Direction': part('notice'),
  'MessageHeader/SteeringType': part('warning'),
  'MessageHeader/ResponseFor': part('error'),
  'MessageHeader/ResponseFor/OrganId': part('error'),
  'MessageHeader/ResponseFor/Code': part('error'),
  'MessageHeader/ResponseFor/DocumentId': part('error'),
  'MessageHeader/StatusCode': part('error'),
  'MessageHeader/Description': part('warning'),
  'MessageHeader/Timestamp': part('warning'),
  'Bussiness/DocumentId': part('error'),
  'Bussiness/BussinessDocReason': part('warning'),
  'Bussiness/BussinessDocumentInfo': part('warning'),
  'Bussiness/BussinessDocumentInfo/ReceiverList': part('warning'),
  'Bussiness/ReplacementInfoList': part('error'),
  'Bussiness/ReplacementInfoList/ReplacementInfo/DocumentId': part('error'),
  TraceHeaderList: part('warning'),
  'TraceHeaderList/TraceHeader': part('warning'),
  'TraceHeaderList/TraceHeader/OrganId': part('warning'),
  'TraceHeaderList/TraceHeader/Timestamp': part('warning'),
  edXMLManifest: part('warning'),
  'edXMLManifest/version': part('warning'),
  AttachmentEncoded: part('error'),
} as const satisfies Record<string, RequiredPart>;
