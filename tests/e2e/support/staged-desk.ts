import { SignatureVerdict } from '../../../shared/document/verdict.ts';
import type { Staged } from './staged.ts';

/** What windows are told in the place of the worker: a paired program, a token, a certificate with long names. */

export type StagedWindow =
  | 'diagnosis'
  | 'welcome'
  | 'options'
  | 'groups'
  | 'batch'
  | 'drop'
  | 'pairing'
  | 'wizard'
  | 'messages'
  | 'consent';

export interface WindowState {
  window: StagedWindow;
  name: string;
  answers: Readonly<Record<string, Staged>>;
  /** What is pressed, typed into, given a file or a single key, one after the other. */
  press?: readonly (
    | string
    | { into: string; text: string }
    | { into: string; file: string; content: string }
    | { into: string; key: KeyboardEventInit }
  )[];
  /** What stands there once the state is reached. */
  until: string;
  /** A page of the letter is shown beside it. */
  drawn?: boolean;
}

export const JOB_KEY = '00000000-0000-4000-8000-00000000000a';
export const DOCUMENT = '00000000-0000-4000-8000-00000000000b';
export const THUMBPRINT = 'c'.repeat(64);
export const LONG_NAME =
  'Ban Quản lý dự án đầu tư xây dựng các công trình giao thông và nông nghiệp khu vực miền núi tỉnh Mẫu';

export const body = (answer: unknown): Staged => ({ body: answer });
export const failure = (code: string, details: object = {}): Staged => ({ failure: { code, details } });

/** A page of the document system, alone in its tab or in a page of another origin. */
export const askedBy = (title: string, tabOrigin: string | null = null) => ({
  tabId: 1,
  frameId: 0,
  origin: 'https://qlvb.example.vn',
  tabOrigin,
  address: '',
  title,
});

export const READY = {
  state: 'ready',
  error: null,
  port: 40_000,
  session: {
    bridgeVersion: '0.1.0',
    agency: { code: 'H99.01', name: 'UBND xã Mẫu A' },
    axis: 'vxp',
    personalPhrase: 'hoa sen trắng',
  },
};
export const DESK = { pictures: [], certificates: [], agency: { values: {}, locked: [], waiting: false } };
export const ready = {
  'link.report': body(READY),
  'sites.list': body({ profiles: [], faulty: [] }),
  'desk.read': body(DESK),
};

const name = (commonName: string) => ({
  commonName,
  organizationalUnits: [],
  organization: LONG_NAME,
  locality: null,
  state: null,
  country: 'VN',
  title: null,
  email: null,
  text: `CN=${commonName}`,
});
export const CERTIFICATE = {
  thumbprint: THUMBPRINT,
  certificate: 'AAAA',
  label: '',
  subject: name('UBND xã Mẫu A'),
  issuer: name('CA Mẫu phục vụ các cơ quan Nhà nước G2'),
  serialNumber: '01',
  notBefore: '2025-01-01T00:00:00Z',
  notAfter: '2099-01-01T00:00:00Z',
  validity: 'valid',
  key: { kind: 'rsa', bits: 3072 },
  isAuthority: false,
  maySign: true,
  hasPrivateKey: true,
  alwaysAuthenticate: false,
};
const FLAGS = { locked: false, finalTry: false, countLow: false, pinSet: true, pinToBeChanged: false };
export const token = (more: object) => ({
  id: 'd'.repeat(64),
  module: 'bit4xpki.dll',
  slot: '0',
  label: 'VGCA Token',
  serialTail: '1a2b',
  manufacturer: '',
  model: '',
  flags: FLAGS,
  pinPad: false,
  pinLength: { min: 4, max: 16 },
  triesLeft: 3,
  lastTry: false,
  certificates: [CERTIFICATE],
  ...more,
});
export const DRIVER = {
  module: 'bit4xpki.dll',
  configured: true,
  library: 'bit4id xPKI',
  tokens: 0,
  error: null,
};
export const tokens = (...found: object[]) => ({ 'token.list': body({ tokens: found, modules: [DRIVER] }) });
export const EXPIRED = token({
  certificates: [{ ...CERTIFICATE, validity: 'expired', notAfter: '2025-12-31T00:00:00Z' }],
});
export const LOCKED = token({ flags: { ...FLAGS, locked: true }, triesLeft: 0 });

/** A signature of which all is well, or what is told of it instead. */
export const signedBy = (signerName: string, more: object = {}): SignatureVerdict =>
  SignatureVerdict.parse({
    fieldName: signerName,
    kind: 'signature',
    signerName,
    organisation: LONG_NAME,
    issuerName: 'CA Mẫu',
    thumbprint: 'c'.repeat(64),
    serial: '01',
    claimedTime: '2026-01-05T08:30:00+07:00',
    timestampTime: null,
    judgedAt: '2026-01-05T08:30:00+07:00',
    level: 'B-B',
    digestAlgorithm: 'SHA-256',
    intact: true,
    coversWholeFile: true,
    coversRevision: 1,
    revisions: 1,
    certification: null,
    changesAfter: [],
    chain: 'trusted',
    revocation: 'good',
    unchecked: false,
    page: 1,
    reasons: [],
    ...more,
  });
export const verdictOf = (...signatures: SignatureVerdict[]) => ({
  signed: true,
  sound: signatures.every(({ intact }) => intact),
  trusted: signatures.every(({ chain }) => chain === 'trusted'),
  signatures,
  reasons: [],
});
