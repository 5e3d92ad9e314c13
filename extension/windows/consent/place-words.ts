import type { PlacementReason, StampPart } from '../../../shared/document/placement.ts';
import type { Role } from '../../../shared/document/role.ts';
import { type MessageKey, t } from '../parts/text.ts';

const PARTS: Record<StampPart, MessageKey> = {
  image: 'partImage',
  number: 'partNumber',
  date: 'partDate',
  seal: 'partSeal',
  text: 'partText',
  frame: 'partFrame',
};
export const partName = (part: StampPart): string => t(PARTS[part]);

const REASONS: Record<PlacementReason, MessageKey> = {
  given: 'placeGiven',
  profile: 'placeProfile',
  'signer-name': 'placeSignerName',
  'title-line': 'placeTitleLine',
  'number-line': 'placeNumberLine',
  'date-line': 'placeDateLine',
  'leader-image': 'placeLeaderImage',
  anchor: 'placeAnchor',
  'end-of-text': 'placeEndOfText',
  recipients: 'placeRecipients',
  corner: 'placeCorner',
  'under-notation': 'placeUnderNotation',
  default: 'placeDefault',
};
export const reasonText = (reason: PlacementReason): string => t(REASONS[reason]);

const ROLES: Record<Role, MessageKey> = {
  approve: 'roleApprove',
  initial: 'roleInitial',
  issue: 'roleIssue',
  appendix: 'roleAppendix',
  copy: 'roleCopy',
  receive: 'roleReceive',
  comment: 'roleComment',
  plain: 'rolePlain',
};
export const roleName = (role: Role): string => t(ROLES[role]);
