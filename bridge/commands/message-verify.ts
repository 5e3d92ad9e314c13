import type { MessageVerdict } from '../../shared/protocol/commands/messages.ts';
import type { Bridge } from '../compose.ts';
import { verifyCms } from '../formats/cms.ts';
import { verifyJws } from '../formats/jws.ts';
import { type FormatReason, type FormatVerdict, formatReasonEntry } from '../formats/verdict.ts';
import { verifyXml } from '../formats/xml/verify-xml.ts';
import type { Handlers } from '../listener/handlers.ts';

const sentences = (reasons: readonly FormatReason[]) =>
  reasons.map((code) => {
    const { vi, en } = formatReasonEntry(code);
    return { vi, en };
  });

function told(verdict: FormatVerdict, payload: Uint8Array | null): MessageVerdict {
  return {
    signed: verdict.signed,
    sound: verdict.sound,
    trusted: verdict.trusted,
    signatures: verdict.signatures.map((one) => ({
      signerName: one.signerName,
      serialNumber: one.serial,
      time: one.timestampTime ?? one.claimedTime,
      intact: one.intact,
      chain: one.chain,
      revocation: one.revocation,
      reasons: sentences(one.reasons),
    })),
    reasons: sentences(verdict.reasons),
    payload: payload && Buffer.from(payload).toString('base64'),
  };
}

/** Judges a signature that a page shows; nothing is signed and nothing is kept. */
export function messageVerify(bridge: Bridge): NonNullable<Handlers['message.verify']> {
  return async (body) => {
    const trust = {
      trust: bridge.settings.trust ?? null,
      revocation: bridge.authorities.revocation ?? null,
      now: Date.now(),
    };
    if (body.form === 'jws') {
      const verdict = await verifyJws(body.signature, trust);
      return told(verdict, verdict.payload);
    }
    const content = new Uint8Array(Buffer.from(body.content, 'base64'));
    if (body.form === 'xml') return told(await verifyXml(content, trust), null);
    return told(await verifyCms(new Uint8Array(Buffer.from(body.signature, 'base64')), content, trust), null);
  };
}
