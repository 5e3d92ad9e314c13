import { z } from 'zod';
import {
  AGENCY_FIELDS,
  agencyDataSchema,
  deskCertificateSchema,
  deskPictureSchema,
  MAX_PICTURE_BYTES,
  pictureMillimetres,
  pictureRoleSchema,
  thumbprintSchema,
} from '../../desk/settings.ts';
import { roleSchema } from '../../document/role.ts';
import { command } from './command.ts';
import { sha256Schema } from './fields.ts';

const setBySchema = z
  .enum(['it', 'desk'])
  .describe('it: in settings.json of the bridge, locked; desk: chosen on the screens');

/** What is set at this desk, with what IT has set over it. */
const deskViewSchema = z.object({
  pictures: z.array(
    deskPictureSchema.extend({
      sha256: sha256Schema.nullable().describe('Null: the file that IT named cannot be read'),
      widthMm: pictureMillimetres.nullable(),
      heightMm: pictureMillimetres.nullable(),
      setBy: setBySchema,
    }),
  ),
  certificates: z.array(
    deskCertificateSchema.extend({
      owner: z.string().nullable(),
      setBy: setBySchema,
    }),
  ),
  agency: z.object({
    values: agencyDataSchema.partial(),
    locked: z.array(z.enum(AGENCY_FIELDS as [string, ...string[]])).describe('Fields that IT has set'),
    waiting: z
      .boolean()
      .describe('Changed while the bridge exchanges letters: packages bear it from the next start on'),
  }),
});
export type DeskView = z.infer<typeof deskViewSchema>;

/** Characters of base64 that {@link MAX_PICTURE_BYTES} take. */
const MOST_CHARACTERS = Math.ceil(MAX_PICTURE_BYTES / 3) * 4;
const pictureContent = z.base64().max(MOST_CHARACTERS).describe('PNG');

export const deskCommands = {
  'desk.read': command({
    about: 'Pictures, certificates of roles and data of the agency, and which of them IT has set.',
    changes: false,
    request: z.object({}),
    answer: deskViewSchema,
  }),
  'desk.picture': command({
    about: 'The bytes of a picture that desk.read named, for looking at.',
    changes: false,
    request: z.object({ sha256: sha256Schema }),
    answer: z.object({ content: pictureContent }),
  }),
  'desk.keepPicture': command({
    about:
      'Keeps a picture for a role, in place of an earlier one for the same certificate. Asked twice it is kept once.',
    changes: true,
    request: z.object({
      role: pictureRoleSchema,
      certificate: thumbprintSchema.nullable().describe('Null: for every certificate'),
      content: pictureContent,
      widthMm: pictureMillimetres,
    }),
    answer: deskViewSchema,
  }),
  'desk.removePicture': command({
    about: 'Takes a picture away that was kept on the screens.',
    changes: true,
    request: z.object({ role: pictureRoleSchema, certificate: thumbprintSchema.nullable() }),
    answer: deskViewSchema,
  }),
  'desk.chooseCertificate': command({
    about: 'Which certificate is proposed for a role; null leaves the proposal to the bridge.',
    changes: true,
    request: z.object({ role: roleSchema, certificate: thumbprintSchema.nullable() }),
    answer: deskViewSchema,
  }),
  'desk.keepAgency': command({
    about: 'Data of the agency; fields that IT has set stay as they are.',
    changes: true,
    request: z.object({ agency: agencyDataSchema }),
    answer: deskViewSchema,
  }),
};
