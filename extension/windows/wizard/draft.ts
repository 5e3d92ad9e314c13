import { KyguiError } from '../../../shared/errors.ts';
import { composeProfile, type Draft } from '../../../shared/profile/propose/compose.ts';
import type { ButtonRule, FieldName, SiteProfile } from '../../../shared/profile/schema.ts';
import type { Pickable, Picked, Survey } from '../../messages/wizard.ts';
import type { MessageKey } from '../parts/text.ts';
import type { LookedAt } from './page-link.ts';

/** Parts that are known so far; a profile needs file and place. */
export type Parts = Omit<Survey, 'score' | 'depth' | 'vgca'>;

export const partsOf = ({ score: _, depth: __, vgca: ___, ...parts }: Survey): Parts => parts;

/** Fields that the wizard shows, with their words. */
export const FIELDS = [
  ['number', 'fieldNumber'],
  ['notation', 'fieldNotation'],
  ['date', 'fieldDate'],
  ['kind', 'fieldKind'],
  ['subject', 'fieldSubject'],
  ['signerName', 'fieldSigner'],
  ['signerPosition', 'fieldPosition'],
  ['priority', 'fieldPriority'],
  ['dueDate', 'fieldDueDate'],
  ['recipients', 'fieldRecipients'],
  ['toPlaces', 'wizardToPlaces'],
] as const satisfies readonly (readonly [FieldName, MessageKey])[];

/** Buttons that the person may want on the page. */
export const ROLES = [
  { key: 'approve', word: 'buttonApprove', rule: { role: 'approve' } },
  { key: 'issue', word: 'buttonSignAndSend', rule: { role: 'issue', send: true } },
] as const satisfies readonly {
  key: string;
  word: MessageKey;
  rule: Pick<ButtonRule, 'role' | 'send'>;
}[];
export type RoleKey = (typeof ROLES)[number]['key'];

/** What was pointed at takes the place of what stood there. */
export function withPicked(parts: Parts, what: Pickable, picked: NonNullable<Picked>): Parts {
  if (what === 'submit') {
    const { giveBack } = parts;
    if (giveBack?.way !== 'form' || picked.selector === undefined) return parts;
    const { further: _, ...rule } = giveBack;
    return { ...parts, giveBack: { ...rule, submit: picked.selector } };
  }
  // What the page says is another thing than what its request is answered.
  const { afterwards: _, ...others } = parts;
  const left = picked.giveBack?.way === 'request' ? others : parts;
  return {
    ...left,
    fields: { ...parts.fields, ...picked.fields },
    ...(picked.file && { file: picked.file }),
    ...(picked.place && { place: picked.place }),
    ...(picked.giveBack && { giveBack: picked.giveBack }),
    ...(picked.identity && { identity: picked.identity }),
    ...(picked.attachments && { attachments: picked.attachments }),
    ...(picked.afterwards && { afterwards: picked.afterwards }),
  };
}

export function without(parts: Parts, what: Pickable): Parts {
  const left = { ...parts, fields: { ...parts.fields } };
  if (what === 'input') delete left.giveBack;
  else if (what === 'identity' || what === 'attachments' || what === 'afterwards') delete left[what];
  else delete left.fields[what as FieldName];
  return left;
}

/** The finished profile, for the site that the browser says the page is of. */
export function profileOf(
  looked: LookedAt,
  parts: Parts,
  name: string,
  roles: readonly RoleKey[],
): SiteProfile {
  const { file, place } = parts;
  if (!file) throw new KyguiError('SITE_WIZARD_INCOMPLETE', { part: 'PDF' });
  if (!place) throw new KyguiError('SITE_WIZARD_INCOMPLETE', { part: 'button' });
  const draft: Draft = { ...parts, file, place };
  const wanted = ROLES.filter(({ key }) => roles.includes(key)).map(({ rule }) => rule);
  return composeProfile(draft, looked.address, { name, roles: wanted });
}
