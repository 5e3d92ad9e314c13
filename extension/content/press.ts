import type { ErrorCode } from '../../shared/errors.ts';
import { readIdentity } from '../../shared/profile/identity.ts';
import { readFields } from '../../shared/profile/read.ts';
import type { PageProfile, SignAnswer, SignAsk } from '../messages/page.ts';
import { askWorker } from './ask.ts';
import type { Place } from './places.ts';
import { pageScope, pageTitle } from './scope.ts';
import { findAttachments, findDocumentFile, pageFile, sendPageFiles } from './take.ts';

/**
 * Reads the letter that a button belongs to and asks the worker to open the window for it. Undefined when it stands,
 * else the code of what went wrong.
 * @param address of the page when the button was pressed: the page may have gone on before this script came
 */
export async function press(
  place: Place,
  profile: PageProfile,
  address: string,
): Promise<string | undefined> {
  if (location.href !== address) return 'SITE_FETCH_FAILED' satisfies ErrorCode;
  const { page, root, rule } = place;
  const scope = pageScope(root, profile.encoding);
  const file = await findDocumentFile(page, scope);
  if (!file) return 'SITE_FETCH_FAILED' satisfies ErrorCode;
  const attachments = rule.send ? findAttachments(page, scope, file) : [];
  const ask: SignAsk = {
    profileId: profile.profileId,
    pageId: page.id,
    role: rule.role,
    send: rule.send ?? false,
    fields: readFields(page.fields, scope),
    identity: readIdentity(page, scope, file),
    file: pageFile(file),
    attachments: attachments.map(pageFile),
    title: pageTitle(),
  };
  const reply = await askWorker<SignAnswer>('sign', ask).catch(() => undefined);
  if (!reply?.ok) return reply?.error.code ?? ('SITE_WORKER_STOPPED' satisfies ErrorCode);
  const { jobKey, opened } = reply.body;
  if (opened) void sendPageFiles(jobKey, file, attachments, scope);
  return undefined;
}
