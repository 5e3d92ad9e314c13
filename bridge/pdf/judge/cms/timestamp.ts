import type { ReasonCode } from '../../../../shared/document/verdict-reasons.ts';
import { reasonWeight } from '../../../../shared/document/verdict-reasons.ts';
import { type Digest, digestByOid, hasher } from './algorithms.ts';
import { child, decodeExactly, octets, oid, sequence, time } from './asn1.ts';
import type { Certificate } from './certificate.ts';
import { checkSigner } from './check-signer.ts';
import { ID_TST_INFO, readSignedData, type SignedData } from './signed-data.ts';

/** An RFC 3161 token whose arithmetic was checked; whether its authority is trusted is another question. */
export interface TimestampCheck {
  /** Every reason of weight unsound says that the token does not hold. */
  readonly reasons: readonly ReasonCode[];
  readonly right: boolean;
  /** genTime in milliseconds since 1970 UTC. */
  readonly time: number | null;
  readonly digest: Digest | null;
  readonly certificate: Certificate | null;
  readonly data: SignedData;
}

/**
 * Checks a TimeStampToken (RFC 3161, 2.4.2) over `content`. Throws Asn1Error when `token` is none.
 * The imprint must be the hash of the content, the signer must carry the critical timeStamping purpose.
 */
export function checkTimestamp(token: Uint8Array, content: () => Iterable<Uint8Array>): TimestampCheck {
  const data = readSignedData(token);
  const signer = data.signers[0];
  const reasons = new Set<ReasonCode>();
  if (data.contentType !== ID_TST_INFO || !data.content || !signer || data.signers.length !== 1) {
    return { reasons: ['CMS_MALFORMED'], right: false, time: null, digest: null, certificate: null, data };
  }
  const info = data.content;
  const [, , imprint, , genTime] = sequence(decodeExactly(info));
  const check = checkSigner(signer, ID_TST_INFO, () => [info]);
  for (const reason of check.reasons) reasons.add(reason);
  const digest = imprint ? digestByOid(oid(child(child(imprint, 0), 0))) : null;
  if (!digest || !imprint) reasons.add('ALGORITHM_UNSUPPORTED');
  else if (digest.strength === 'broken') reasons.add('ALGORITHM_FORBIDDEN');
  else {
    const hash = hasher(digest);
    for (const chunk of content()) hash.update(chunk);
    if (Buffer.compare(hash.digest(), octets(child(imprint, 1))) !== 0) reasons.add('DIGEST_MISMATCH');
  }
  const codes = [...reasons];
  return {
    reasons: codes,
    right: !codes.some((code) => reasonWeight(code) === 'unsound'),
    time: genTime ? time(genTime) : null,
    digest,
    certificate: signer.certificate,
    data,
  };
}
