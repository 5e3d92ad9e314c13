import type { PdfVerdict } from '../../../shared/document/verdict.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { MessageVerdict } from '../../../shared/protocol/commands/messages.ts';
import { textToBase64 } from '../../../shared/vgca/base64.ts';
import {
  fileRequestSchema,
  jsonObject,
  verifyJsonSchema,
  verifyMessageSchema,
  verifyXmlSchema,
} from '../../../shared/vgca/request.ts';
import { type VerifiedSignature, verifyReply, verifyXmlReply } from '../../../shared/vgca/verify-reply.ts';
import type { PageSender } from '../action.ts';
import { fetchFile } from '../fetch-file.ts';
import type { BridgeLink } from '../link.ts';
import { planFile } from './file-job.ts';
import type { ServedSite } from './sites.ts';
import { authorization } from './take-file.ts';

interface Asked {
  path: string;
  text: string;
  caller: PageSender;
  site: ServedSite;
}

/** Verifications of one tab that run at once: they cost the office's computer, not the clerk's attention. */
const AT_ONCE = 3;
const running = new Map<number, number>();

const invalid = (operation: string) => new KyguiError('VGCA_REQUEST_INVALID', { operation });

function pdfSignatures(verdict: PdfVerdict): VerifiedSignature[] {
  return verdict.signatures
    .filter(({ kind }) => kind === 'signature')
    .map((one) => ({
      signer: one.signerName ?? '',
      serialNumber: (one.serial ?? '').toUpperCase(),
      time: one.timestampTime ?? one.claimedTime ?? '',
      intact: one.intact,
      chain: one.chain,
      revocation: one.revocation,
    }));
}

async function verifyPdf({ path, text, caller, site }: Asked, link: BridgeLink): Promise<string> {
  const request = fileRequestSchema.safeParse(jsonObject(text));
  if (!request.success) throw invalid(path);
  const plan = planFile({ ...request.data, FileUploadHandler: '' }, path, caller, site);
  // Only what the page's own session gives: nothing is picked and nothing is shown for a verdict.
  if (plan.pick || !/^https?:/u.test(plan.address)) throw invalid(path);
  const named = { address: plan.address, name: plan.name, fromPage: false, post: undefined };
  const file = await fetchFile(named, caller.origin, site, authorization(request.data.JWTToken));
  const { documentId } = await link.put(file, { name: plan.name, origin: caller.origin });
  const { verdict } = await link.request('document.inspect', { documentId, role: 'plain', fields: {} });
  return verifyReply({ isSound: verdict.sound, signatures: pdfSignatures(verdict) });
}

const messageSignatures = (verdict: MessageVerdict): VerifiedSignature[] =>
  verdict.signatures.map((one) => ({
    signer: one.signerName ?? '',
    serialNumber: (one.serialNumber ?? '').toUpperCase(),
    time: one.time ?? '',
    intact: one.intact,
    chain: one.chain,
    revocation: one.revocation,
  }));

async function verifyMessage({ path, text }: Asked, link: BridgeLink): Promise<string> {
  if (path === 'VerifyJson') {
    const signature = verifyJsonSchema.safeParse(text);
    if (!signature.success) throw invalid(path);
    const verdict = await link.request('message.verify', { form: 'jws', signature: signature.data });
    const payload = verdict.payload ?? '';
    return verifyReply({ isSound: verdict.sound, signatures: messageSignatures(verdict), payload });
  }
  if (path === 'VerifyXML') {
    const asked = verifyXmlSchema.safeParse(jsonObject(text));
    if (!asked.success) throw invalid(path);
    const content = textToBase64(asked.data.Data);
    const verdict = await link.request('message.verify', { form: 'xml', content });
    return verifyXmlReply({ isSound: verdict.sound, signatures: messageSignatures(verdict) });
  }
  const asked = verifyMessageSchema.safeParse(jsonObject(text));
  if (!asked.success) throw invalid(path);
  const { Base64Content: content, Signature: signature } = asked.data;
  const verdict = await link.request('message.verify', { form: 'cms', content, signature });
  return verifyReply({ isSound: verdict.sound, signatures: messageSignatures(verdict) });
}

/** Judges a signature for a page. It needs nobody's consent: the page learns only of what it holds or may fetch itself. */
export async function verify(asked: Asked, link: BridgeLink): Promise<string> {
  const { tabId } = asked.caller;
  const count = running.get(tabId) ?? 0;
  if (count >= AT_ONCE) throw new KyguiError('VGCA_TOO_MANY', { limit: AT_ONCE });
  running.set(tabId, count + 1);
  try {
    return await (asked.path === 'VerifyPDF' ? verifyPdf(asked, link) : verifyMessage(asked, link));
  } finally {
    running.set(tabId, (running.get(tabId) ?? 1) - 1);
  }
}
