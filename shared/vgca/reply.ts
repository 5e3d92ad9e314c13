import { z } from 'zod';
import { describeError, type ErrorCode, type ErrorDetails } from '../errors.ts';
import type { CertificateDescription } from '../signing/token.ts';

/** `Status` is an integer, and 0 means full success only. */
const DONE = 0;
const FAILED = 1;
const CANCELLED = 11;
/** Known to pages and people as it stands. */
const CANCELLED_TEXT = 'Người dùng đã hủy';

/** A native caller reads into 8,192 bytes without putting pieces together; a reply for one file stays below. */
export const REPLY_BYTES = 8192;

const failure = z.strictObject({ Status: z.int(), Message: z.string(), Error: z.string() });
/** SignMsg has a caller that reads `message`. */
const messageFailure = failure.extend({ message: z.string() });

const fileReplySchema = z.strictObject({
  Status: z.literal(DONE),
  Message: z.string(),
  FileName: z.string(),
  FileServer: z.string(),
  DocumentNumber: z.string(),
  DocumentDate: z.string(),
  CustomSignatureText: z.literal(''),
});

/** A failure in the words that callers read: some `Message`, some `Error`, one `message`. */
export function failureReply(path: string, code: ErrorCode, details: ErrorDetails = {}): string {
  const { says, next } = describeError(code, details, 'vi');
  return failed(path, FAILED, `${says} ${next} (${code})`);
}

export const cancelledReply = (path: string): string => failed(path, CANCELLED, CANCELLED_TEXT);

/** A call that was given up: by the clerk, or because of what kept her from deciding. */
export const givenUpReply = (path: string, why: { code: string; details: ErrorDetails } | null): string =>
  why ? failureReply(path, why.code as ErrorCode, why.details) : cancelledReply(path);

/** Longest sentence of a failure, characters: three times in one reply it stays below what native callers read. */
const SENTENCE_LIMIT = 800;

function failed(path: string, status: number, sentence: string): string {
  const text =
    sentence.length > SENTENCE_LIMIT
      ? `${sentence.slice(0, SENTENCE_LIMIT - 100)}… ${sentence.slice(-60)}`
      : sentence;
  const reply = { Status: status, Message: text, Error: text };
  return JSON.stringify(
    path === 'SignMsg' ? messageFailure.parse({ ...reply, message: text }) : failure.parse(reply),
  );
}

/** `2026-01-05` as `05/01/2026`; the text form is not published. */
const printedDay = (day: string) => day.split('-').reverse().join('/');

/** One file was signed and, where the page wanted it, uploaded. `stamped` is what stands on the paper now. */
export function fileReply(done: {
  message: string;
  fileName: string;
  fileServer: string;
  stamped: { number: string; notation: string; day: string };
}): string {
  const { number, notation, day } = done.stamped;
  return JSON.stringify(
    fileReplySchema.parse({
      Status: DONE,
      Message: done.message,
      FileName: done.fileName,
      FileServer: done.fileServer,
      DocumentNumber: notation === '' || number === '' ? number : `${number}/${notation}`,
      DocumentDate: printedDay(day),
      CustomSignatureText: '',
    }),
  );
}

/** What became of one file of SignFiles. */
export interface FilesItem {
  FileID: string | number;
  FileName: string;
  URL: string;
  result: { fileServer: string; message: string } | { code: ErrorCode; details: ErrorDetails };
}

/** Status 0 even when some files failed: pages pick the items by their own Status. All failed is a failure. */
export function filesReply(items: readonly FilesItem[]): string {
  const Files = items.map(({ FileID, FileName, URL, result }) => {
    const well = 'fileServer' in result;
    const server = well ? result.fileServer : '';
    const says = well ? result.message : describeError(result.code, result.details, 'vi').says;
    return {
      FileID,
      FileName,
      URL,
      Status: well ? DONE : FAILED,
      Message: well ? says : `${says} (${result.code})`,
      FileSignedURL: server,
      FileServer: server,
    };
  });
  const good = Files.filter(({ Status }) => Status === DONE).length;
  const text = good === Files.length ? 'Ký số thành công' : `Ký số thành công ${good}/${Files.length} tệp`;
  return good > 0
    ? JSON.stringify({ Status: DONE, Message: text, Files })
    : JSON.stringify({ Status: FAILED, Message: text, Error: text, Files });
}

/** Pages cut the subject at `CN=` and the first comma, and use `Base64Data` as a log-in key: byte-stable. */
export function certificateReply(certificate: CertificateDescription): string {
  return JSON.stringify({
    Status: DONE,
    CertInfo: {
      Subject: certificate.subject.text,
      Issuer: certificate.issuer.text,
      SerialNumber: certificate.serialNumber,
      ValidFrom: certificate.notBefore,
      ValidTo: certificate.notAfter,
      Base64Data: certificate.certificate,
    },
  });
}

/** A message was signed. SignMsg callers also want the certificate, and the digest they gave back. */
export function messageReply(
  path: string,
  signed: { signature: string; certificate: string; digest?: string | undefined },
): string {
  const { signature, certificate, digest } = signed;
  if (path !== 'SignMsg') return JSON.stringify({ Status: DONE, Signature: signature });
  return JSON.stringify({
    Status: DONE,
    Signature: signature,
    CertBase64: certificate,
    Message: '',
    ...(digest !== undefined && { HashValue: digest }),
  });
}

export const versionReply = (version: string): string => JSON.stringify({ Status: DONE, Version: version });
export const licenceReply = (): string => JSON.stringify({ Status: DONE, LicenseRequest: '' });
export const settingsReply = (): string => JSON.stringify({ Status: DONE });
