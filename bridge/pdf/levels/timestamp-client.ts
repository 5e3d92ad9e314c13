import { randomBytes } from 'node:crypto';
import { reasonWeight } from '../../../shared/document/verdict-reasons.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { HashName, TimestampAuthority } from '../../../shared/signing/signer.ts';
import { der, integer, NULL, octetString, oid, sequence, TAG } from '../cms/der.ts';
import { digestOid } from '../cms/signed-data.ts';
import * as asn1 from '../judge/cms/asn1.ts';
import { checkSigner } from '../judge/cms/check-signer.ts';
import { ID_TST_INFO, readSignedData } from '../judge/cms/signed-data.ts';
import { ask, HttpFailure, type HttpSettings } from './http.ts';

/**
 * An RFC 3161 authority over HTTP (section 3.4). Every token is checked before it is used: status, nonce, message
 * imprint, and the authority's own signature.
 */
export class HttpTimestampAuthority implements TimestampAuthority {
  readonly #url: string;
  readonly #settings: HttpSettings;

  constructor(url: string, settings: HttpSettings) {
    this.#url = url;
    this.#settings = settings;
  }

  /** @throws PDF_TSA_UNREACHABLE, PDF_TSA_REFUSED, PDF_TSA_ANSWER_WRONG */
  async stamp(digest: Uint8Array, hash: HashName, signal?: AbortSignal): Promise<Uint8Array> {
    const nonce = randomBytes(8);
    // A positive INTEGER without leading zero octets.
    nonce[0] = ((nonce[0] ?? 0) & 0x3f) | 0x40;
    const imprint = sequence(sequence(oid(digestOid(hash)), NULL), octetString(digest));
    const body = sequence(integer(1), imprint, der(TAG.integer, nonce), der(0x01, Uint8Array.of(0xff)));
    let answer: Uint8Array;
    try {
      answer = await ask(
        { url: this.#url, body, contentType: 'application/timestamp-query', signal },
        this.#settings,
      );
    } catch (cause) {
      const reason = cause instanceof HttpFailure ? cause.reason : 'connection';
      throw new KyguiError('PDF_TSA_UNREACHABLE', { reason }, { cause });
    }
    return checkedToken(answer, digest, nonce);
  }
}

function checkedToken(answer: Uint8Array, digest: Uint8Array, nonce: Uint8Array): Uint8Array {
  try {
    const [statusInfo, token] = asn1.sequence(asn1.decodeExactly(answer));
    const status = statusInfo ? asn1.smallInteger(asn1.child(statusInfo, 0)) : -1;
    // 0 granted, 1 granted with modifications (RFC 3161, 2.4.2).
    if (status !== 0 && status !== 1) throw new KyguiError('PDF_TSA_REFUSED', { status });
    if (!token) return wrong('no token');
    const data = readSignedData(token.raw);
    const [signer] = data.signers;
    const { content } = data;
    if (data.contentType !== ID_TST_INFO || !content || !signer) return wrong('no time-stamp');
    const fields = asn1.sequence(asn1.decodeExactly(content));
    const imprint = fields[2];
    if (!imprint || Buffer.compare(asn1.octets(asn1.child(imprint, 1)), digest) !== 0)
      return wrong('imprint');
    const returned = fields.find(
      (field, index) => index > 4 && field.tagClass === asn1.UNIVERSAL && field.tag === 2,
    );
    if (!returned || Buffer.compare(returned.content, nonce) !== 0) return wrong('nonce');
    const { reasons } = checkSigner(signer, ID_TST_INFO, () => [content]);
    const unsound = reasons.find((reason) => reasonWeight(reason) === 'unsound');
    if (unsound) return wrong(unsound);
    return Uint8Array.from(token.raw);
  } catch (thrown) {
    if (thrown instanceof KyguiError) throw thrown;
    throw new KyguiError('PDF_TSA_ANSWER_WRONG', { problem: 'format' }, { cause: thrown });
  }
}

function wrong(problem: string): never {
  throw new KyguiError('PDF_TSA_ANSWER_WRONG', { problem });
}
