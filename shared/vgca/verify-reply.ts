import { base64ToText } from './base64.ts';

/** One signature as the verify operations tell it. */
export interface VerifiedSignature {
  signer: string;
  serialNumber: string;
  time: string;
  intact: boolean;
  /** `trusted` when the chain leads to an anchor of this office. */
  chain: string;
  /** `good`, `revoked`, or why it is not known. */
  revocation: string;
}

export interface Verified {
  /** Every signature right and over all of the content. */
  isSound: boolean;
  signatures: readonly VerifiedSignature[];
  /** Base64 of what a JWS carries; only for VerifyJson. */
  payload?: string;
}

/** The verdict in one sentence. What could not be checked is said, and is never called valid. */
function sentence({ isSound, signatures }: Verified): { Status: 0 | 1; Message: string } {
  if (signatures.length === 0) return { Status: 1, Message: 'Không có chữ ký số.' };
  if (!isSound || signatures.some(({ intact }) => !intact)) {
    return { Status: 1, Message: 'Chữ ký số không hợp lệ: nội dung đã bị thay đổi hoặc chữ ký sai.' };
  }
  if (signatures.some(({ revocation }) => revocation === 'revoked')) {
    return { Status: 1, Message: 'Chứng thư số của người ký đã bị thu hồi.' };
  }
  if (signatures.some(({ chain }) => chain !== 'trusted')) {
    return { Status: 1, Message: 'Chữ ký số đúng nhưng chưa kiểm tra được nơi cấp chứng thư số.' };
  }
  if (signatures.some(({ revocation }) => revocation !== 'good')) {
    return {
      Status: 0,
      Message: 'Chữ ký số hợp lệ; chưa kiểm tra được tình trạng thu hồi của chứng thư số.',
    };
  }
  return { Status: 0, Message: 'Chữ ký số hợp lệ.' };
}

const shown = ({ signer, serialNumber, time, intact, chain, revocation }: VerifiedSignature) => ({
  Signer: signer,
  SerialNumber: serialNumber,
  SigningTime: time,
  Intact: intact,
  Chain: chain,
  Revocation: revocation,
});

/** VerifyPDF, VerifyMsg and VerifyJson. */
export function verifyReply(verified: Verified): string {
  const { Status, Message } = sentence(verified);
  const { payload, signatures } = verified;
  const [first] = signatures;
  return JSON.stringify({
    Status,
    Message,
    ...(Status !== 0 && { Error: Message }),
    ...(payload !== undefined && {
      SigningCertInfo: { SerialNumber: first?.serialNumber ?? '' },
      JsonContent: base64ToText(payload),
    }),
    Signatures: signatures.map(shown),
  });
}

/** VerifyXML: a list. A null status means that revocation was not checked; pages then say how to switch it on. */
export function verifyXmlReply(verified: Verified): string {
  const { Status, Message } = sentence(verified);
  const none: Pick<VerifiedSignature, 'serialNumber' | 'revocation'> = { serialNumber: '', revocation: '' };
  // Callers read the first entry without a look at how many there are.
  const told = verified.signatures.length === 0 ? [none] : verified.signatures;
  return JSON.stringify(
    told.map(({ serialNumber, revocation }) => ({
      SigInfo: { SignerCert: { SerialNumber: serialNumber } },
      ValidationDetails: {
        SignerCertStatus: Status === 0 && revocation !== 'good' ? null : { Status, Description: Message },
      },
    })),
  );
}
