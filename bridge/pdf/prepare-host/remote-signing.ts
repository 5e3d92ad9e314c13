import { KyguiError, toKyguiError } from '../../../shared/errors.ts';
import type { HashName, Signer } from '../../../shared/signing/signer.ts';
import type { Authorities, Level } from '../levels/raise-level.ts';
import type { AskReply, ReaderAsk, SigningHelp } from './messages.ts';

/**
 * A signature is made where the foreign file is read: in the reading process. Key, time-stamps and revocation answers
 * stay with the bridge; only digests and certificates cross, each as one question with one answer.
 */

/** What the reading process must know before it begins. */
export function helpOf(
  signer: Signer,
  authorities: Authorities | undefined,
  level: Level | undefined,
): SigningHelp {
  const longTerm = level === 'B-LT' || level === 'B-LTA';
  const needed = level !== undefined && level !== 'B-B';
  return {
    certificate: signer.certificate,
    chain: [...signer.chain],
    keyType: signer.keyType,
    authorities:
      authorities && needed
        ? {
            timestamp: authorities.timestamp !== null,
            revocation: authorities.revocation !== null,
            findIssuer: authorities.findIssuer !== undefined,
            certificates: [...authorities.certificates],
            anchors: longTerm ? [...(authorities.anchors?.() ?? [])] : [],
          }
        : null,
  };
}

/** The bridge's side: answers one question. */
export async function answerAsk(
  { id, ask }: ReaderAsk,
  signer: Signer,
  authorities: Authorities | undefined,
): Promise<AskReply> {
  try {
    return { kind: 'reply', id, value: await answerOf(ask, signer, authorities) };
  } catch (thrown) {
    const { code, details } = toKyguiError(thrown);
    return { kind: 'reply', id, error: { code, details } };
  }
}

async function answerOf(
  ask: ReaderAsk['ask'],
  signer: Signer,
  authorities: Authorities | undefined,
): Promise<Uint8Array | null> {
  switch (ask.what) {
    case 'sign':
      return signer.sign(ask.digest, ask.hash);
    case 'stamp':
      return (await authorities?.timestamp?.stamp(ask.digest, ask.hash)) ?? null;
    case 'ocsp':
    case 'crl':
      return (await authorities?.revocation?.[ask.what](ask.certificate, ask.issuer)) ?? null;
    case 'issuer':
      return (await authorities?.findIssuer?.(ask.certificate)) ?? null;
  }
}

/** Of the job before: what is known of a certificate is kept by its bytes' identity, and a batch has one. */
let lastCertificate = new Uint8Array(0);

function sameAsBefore(certificate: Uint8Array): Uint8Array {
  if (Buffer.compare(certificate, lastCertificate) !== 0) lastCertificate = Uint8Array.from(certificate);
  return lastCertificate;
}

/** The reading process' side: signer and authorities that ask the bridge. */
export function remoteHelp(
  help: SigningHelp,
  ask: (question: ReaderAsk['ask']) => Promise<Uint8Array | null>,
): { signer: Signer; authorities: Authorities | undefined } {
  const needed = async (question: ReaderAsk['ask']): Promise<Uint8Array> => {
    const value = await ask(question);
    if (!value) throw new KyguiError('INTERNAL');
    return value;
  };
  const { chain, keyType, authorities } = help;
  const certificate = sameAsBefore(help.certificate);
  return {
    signer: {
      certificate,
      chain,
      keyType,
      sign: (digest: Uint8Array, hash: HashName) => needed({ what: 'sign', digest, hash }),
    },
    authorities: authorities
      ? {
          timestamp: authorities.timestamp
            ? { stamp: (digest, hash) => needed({ what: 'stamp', digest, hash }) }
            : null,
          revocation: authorities.revocation
            ? {
                ocsp: (of, issuer) => ask({ what: 'ocsp', certificate: of, issuer }),
                crl: (of, issuer) => ask({ what: 'crl', certificate: of, issuer }),
              }
            : null,
          ...(authorities.findIssuer && {
            findIssuer: (of: Uint8Array) => ask({ what: 'issuer', certificate: of }),
          }),
          certificates: authorities.certificates,
          anchors: () => authorities.anchors,
        }
      : undefined,
  };
}
