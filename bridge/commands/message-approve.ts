import { createHash } from 'node:crypto';
import { KyguiError } from '../../shared/errors.ts';
import { canonicalJson } from '../../shared/protocol/approval.ts';
import type { MessageItem } from '../../shared/protocol/commands/messages.ts';
import type { Signer } from '../../shared/signing/signer.ts';
import type { Bridge } from '../compose.ts';
import { signCms } from '../formats/cms.ts';
import { signJws } from '../formats/jws.ts';
import { assertDigestFits, RawDigestAllowance, signRawDigest } from '../formats/raw-digest.ts';
import { signXml } from '../formats/xml/sign-xml.ts';
import type { Handlers } from '../listener/handlers.ts';
import { signDetached } from '../pdf/cms/signed-data.ts';
import type { MessageJob, MessageJobs, MessageOutcome } from './message-jobs.ts';
import { isBareDigest } from './message-prepare.ts';

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64'));

/** Signature of one message, as its caller wants it. */
async function signOne(item: MessageItem, signer: Signer, job: MessageJob, leave: RawDigestAllowance | null) {
  switch (item.form) {
    case 'cms':
      return base64(await signCms(bytesOf(item.content), { signer, time: Date.now() }));
    case 'raw': {
      const request = { origin: job.origin, hashName: item.hash, digest: bytesOf(item.digest) };
      return base64(await signRawDigest(signer, request, leave, Date.now()));
    }
    case 'cms-hash': {
      const digest = bytesOf(item.digest);
      assertDigestFits(item.form, { hashName: item.hash, digest }, signer.keyType);
      if (!leave) throw new KyguiError('RAW_DIGEST_NOT_ALLOWED');
      leave.take(job.origin, Date.now());
      return base64((await signDetached(signer, digest, { signingTime: Date.now() })).cms);
    }
    case 'xml': {
      const form = item.xades ? 'xades' : 'xmldsig';
      const { xml, signature } = await signXml(bytesOf(item.content), { signer, form, time: Date.now() });
      return base64(new TextEncoder().encode(item.signatureOnly ? signature : xml));
    }
    case 'jws':
      return signJws(bytesOf(item.content), { signer, pss: item.pss, detached: item.detached });
  }
}

async function carryOut(
  bridge: Bridge,
  job: MessageJob,
  pin: { pin: Uint8Array; confirmLastTry: boolean },
): Promise<MessageOutcome> {
  const { leave: allowed, origin, items } = job;
  const leave =
    allowed && new RawDigestAllowance({ origin, until: Date.parse(allowed.until), count: allowed.count });
  const batch = await bridge.tokens.openBatch({ certificateThumbprint: job.certificate, ...pin });
  try {
    const signatures: string[] = [];
    for (const item of items) signatures.push(await signOne(item, batch.signer, job, leave));
    await bridge.record({
      kind: 'messages-signed',
      jobKey: job.jobKey,
      origin,
      certificate: job.certificate,
      approvalDigest: job.approvalDigest,
      bareDigests: items.filter(isBareDigest).length,
      messages: items.map((item) => createHash('sha256').update(canonicalJson(item)).digest('hex')),
    });
    return { certificate: base64(batch.signer.certificate), signatures };
  } finally {
    await batch.close();
  }
}

/** Failures before the token signed anything: the same window may ask for the PIN again. */
const mayAskAgain = (thrown: unknown): boolean =>
  thrown instanceof KyguiError && thrown.code.startsWith('TOKEN_');

/**
 * The clerk approved the messages that a window showed. Exactly those are signed, or none is answered; what was
 * signed stands in the record before the page gets it.
 * @throws DOCUMENT_CHANGED, GATE_REFUSED, JOB_UNKNOWN, the token's refusals
 */
export function messageApprove(bridge: Bridge, jobs: MessageJobs): NonNullable<Handlers['message.approve']> {
  return async (body) => {
    const job = jobs.find(body.jobKey);
    if (job.approvalDigest !== body.approvalDigest) throw new KyguiError('DOCUMENT_CHANGED');
    if (job.refused) throw new KyguiError('GATE_REFUSED', { reason: 'message', finding: 'message.content' });
    job.work ??= carryOut(bridge, job, {
      pin: new TextEncoder().encode(body.pin),
      confirmLastTry: body.confirmLastTry ?? false,
    }).catch((thrown: unknown) => {
      if (mayAskAgain(thrown)) delete job.work;
      throw thrown;
    });
    return job.work;
  };
}
