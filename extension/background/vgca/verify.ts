import type { PdfVerdict } from '../../../shared/document/verdict.ts';
import { KyguiError } from '../../../shared/errors.ts';
import { MESSAGES_CHARACTERS, type MessageVerdict } from '../../../shared/protocol/commands/messages.ts';
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
import { fetchFile, isPageOnly } from '../fetch-file.ts';
import type { BridgeLink } from '../link.ts';
import { planFile } from './file-job.ts';
import { askForFile } from './poured.ts';
import type { ServedSite } from './sites.ts';
import { authorization } from './take-file.ts';
import { tooLarge } from './too-large.ts';

interface Asked {
  callId: string;
  path: string;
  text: string;
  caller: PageSender;
  site: ServedSite;
}

/** Verifications of one tab that run at once: they cost the office's computer, not the clerk's attention. */
const AT_ONCE = 3;
/** Pages verify whole lists at once; more than a list has is refused. */
const WAITING_MOST = 100;
const running = new Map<number, { count: number; waiting: (() => void)[] }>();

/** Runs a verification in its turn. @throws VGCA_TOO_MANY */
async function inTurn<T>(tabId: number, work: () => Promise<T>): Promise<T> {
  const own = running.get(tabId) ?? { count: 0, waiting: [] };
  running.set(tabId, own);
  if (own.waiting.length >= WAITING_MOST) throw new KyguiError('VGCA_TOO_MANY', { limit: WAITING_MOST });
  if (own.count >= AT_ONCE) await new Promise<void>((go) => own.waiting.push(go));
  else own.count += 1;
  try {
    return await work();
  } finally {
    const next = own.waiting.shift();
    if (next) next();
    else {
      own.count -= 1;
      if (own.count === 0) running.delete(tabId);
    }
  }
}

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

async function verifyPdf({ callId, path, text, caller, site }: Asked, link: BridgeLink): Promise<string> {
  const request = fileRequestSchema.safeParse(jsonObject(text));
  if (!request.success) throw invalid(path);
  const plan = planFile({ ...request.data, FileUploadHandler: '' }, path, caller, site);
  // Only what the page itself has or its session gives: nothing is picked and nothing is shown for a verdict.
  if (plan.pick) throw invalid(path);
  const named = { address: plan.address, name: plan.name, fromPage: false, post: undefined };
  const file = isPageOnly(plan.address)
    ? await askForFile(callId, caller, plan.address)
    : await fetchFile(named, caller.origin, site, authorization(request.data.JWTToken));
  const { documentId } = await link.put(file, { name: plan.name, origin: caller.origin });
  const { verdict } = await link.request('document.inspect', { documentId, role: 'plain', fields: {} });
  return verifyReply({ isSound: verdict.sound, signatures: pdfSignatures(verdict) });
}

/** One frame to the bridge holds no more. @throws VGCA_TOO_LARGE */
function checkSize(operation: string, ...parts: readonly string[]): void {
  const size = parts.reduce((sum, { length }) => sum + length, 0);
  if (size > MESSAGES_CHARACTERS) throw tooLarge(operation, MESSAGES_CHARACTERS);
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
    checkSize(path, signature.data);
    const verdict = await link.request('message.verify', { form: 'jws', signature: signature.data });
    const payload = verdict.payload ?? '';
    return verifyReply({ isSound: verdict.sound, signatures: messageSignatures(verdict), payload });
  }
  if (path === 'VerifyXML') {
    const asked = verifyXmlSchema.safeParse(jsonObject(text));
    if (!asked.success) throw invalid(path);
    const content = textToBase64(asked.data.Data);
    checkSize(path, content);
    const verdict = await link.request('message.verify', { form: 'xml', content });
    return verifyXmlReply({ isSound: verdict.sound, signatures: messageSignatures(verdict) });
  }
  const asked = verifyMessageSchema.safeParse(jsonObject(text));
  if (!asked.success) throw invalid(path);
  const { Base64Content: content, Signature: signature } = asked.data;
  checkSize(path, content, signature);
  const verdict = await link.request('message.verify', { form: 'cms', content, signature });
  return verifyReply({ isSound: verdict.sound, signatures: messageSignatures(verdict) });
}

/** Judges a signature for a page. It needs nobody's consent: the page learns only of what it holds or may fetch itself. */
export async function verify(asked: Asked, link: BridgeLink): Promise<string> {
  return inTurn(asked.caller.tabId, () =>
    asked.path === 'VerifyPDF' ? verifyPdf(asked, link) : verifyMessage(asked, link),
  );
}
