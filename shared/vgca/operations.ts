import type { Role } from '../document/role.ts';

/** Where pages look for the signing program: `wss://127.0.0.1:8987/<operation>`. */
export const VGCA_PORT = '8987';
export const VGCA_HOSTS: readonly string[] = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * What an operation is for. file: one PDF is fetched, signed, uploaded. files: a list of them. message: bytes are
 * signed. verify: a signature is judged. certificate: the clerk shows a certificate. settings, version, licence:
 * answered at once. unsupported: nobody is known to call it.
 */
export type VgcaKind =
  | 'file'
  | 'files'
  | 'message'
  | 'verify'
  | 'certificate'
  | 'settings'
  | 'version'
  | 'licence'
  | 'unsupported';

export interface VgcaOperation {
  /** Path of the socket without the slash, as the plug-ins write it; compared without case. */
  path: string;
  /** Global function of the plug-in script. */
  call: string;
  kind: VgcaKind;
  /** Text frame when the function takes no payload. */
  literal?: string;
  /** The function takes a `sender` that is given back to the callback. */
  sender?: true;
  /** The function takes no callback. */
  silent?: true;
  /** What the signature does in the life of a letter. */
  role?: Role;
}

/** The 29 operations of both generations of the plug-in script. */
export const VGCA_OPERATIONS: readonly VgcaOperation[] = [
  { path: 'Config', call: 'vgca_show_config', kind: 'settings', literal: 'config', silent: true },
  { path: 'GetLicenseRequest', call: 'vgca_license_request', kind: 'licence', literal: 'request' },
  { path: 'GetCertInfo', call: 'vgca_get_certinfo', kind: 'certificate', literal: 'get_cert_info' },
  { path: 'GetVersion', call: 'vgca_get_version', kind: 'version', literal: 'GetVersion' },
  { path: 'SignMsg', call: 'vgca_sign_msg', kind: 'message', sender: true },
  { path: 'VerifyMsg', call: 'vgca_verify_msg', kind: 'verify' },
  { path: 'SignXML', call: 'vgca_sign_xml', kind: 'message', sender: true },
  { path: 'VerifyXML', call: 'vgca_verify_xml', kind: 'verify' },
  { path: 'SignJson', call: 'vgca_sign_json', kind: 'message', sender: true },
  { path: 'VerifyJson', call: 'vgca_verify_json', kind: 'verify' },
  { path: 'SignRSAs', call: 'vgca_sign_rsas', kind: 'unsupported', sender: true },
  { path: 'Auth', call: 'vgca_auth', kind: 'message', sender: true },
  { path: 'SignFile', call: 'vgca_sign_file', kind: 'file', role: 'plain' },
  { path: 'SignFiles', call: 'vgca_sign_files', kind: 'files', role: 'plain' },
  { path: 'SignApproved', call: 'vgca_sign_approved', kind: 'file', role: 'approve' },
  { path: 'SignIssued', call: 'vgca_sign_issued', kind: 'file', role: 'issue' },
  { path: 'SignIncome', call: 'vgca_sign_income', kind: 'file', role: 'receive' },
  { path: 'Comment', call: 'vgca_comment', kind: 'file', role: 'comment' },
  { path: 'SignAppendix', call: 'vgca_sign_appendix', kind: 'file', role: 'appendix' },
  { path: 'SignCopy', call: 'vgca_sign_copy', kind: 'file', role: 'copy' },
  { path: 'SignPDF', call: 'vgca_sign_pdf', kind: 'file', role: 'plain' },
  { path: 'VerifyPDF', call: 'vgca_verify_pdf', kind: 'verify' },
  { path: 'SignOffice', call: 'vgca_sign_office', kind: 'unsupported' },
  { path: 'VerifyOffice', call: 'vgca_verify_office', kind: 'unsupported' },
  { path: 'SignXMLP12', call: 'vgca_sign_xml_wp12', kind: 'unsupported' },
  { path: 'SignPDFWP', call: 'vgca_sign_pdfwp', kind: 'unsupported' },
  { path: 'Encrypt', call: 'vgca_encrypt', kind: 'unsupported' },
  { path: 'Decrypt', call: 'vgca_decrypt', kind: 'unsupported' },
  { path: 'SignTest', call: 'vgca_sign_test', kind: 'unsupported' },
];

const BY_PATH = new Map(VGCA_OPERATIONS.map((operation) => [operation.path.toLowerCase(), operation]));

/** The operation that a path means, `/SignPDF` or `signpdf`; undefined for a path that no plug-in has. */
export function vgcaOperation(path: string): VgcaOperation | undefined {
  return BY_PATH.get(path.replace(/^\/+|\/+$/gu, '').toLowerCase());
}
