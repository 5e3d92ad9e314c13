import { z } from 'zod';
import { LONGEST_CODE } from '../agency/code.ts';
import { roleSchema } from '../document/role.ts';

/**
 * What a person sets at her own desk: pictures of signatures and seals, the certificate of each role, and data of the
 * agency. What IT has set in the bridge's settings file stands above all of it and cannot be changed here.
 */

/** Roles that draw a picture: the leader's handwritten signature, initials, the agency's seal. */
export const PICTURE_ROLES = ['approve', 'initial', 'issue'] as const;
export const pictureRoleSchema = z.enum(PICTURE_ROLES);
export type PictureRole = z.infer<typeof pictureRoleSchema>;

export const thumbprintSchema = z.string().regex(/^[0-9a-f]{64}$/u);

/** Largest PNG of a picture, bytes: a seal of 50 mm at 600 dots per inch stays far below. */
export const MAX_PICTURE_BYTES = 2 * 1024 * 1024;

/** Millimetres on paper; no seal and no signature of an office is smaller or larger. */
export const pictureMillimetres = z.number().min(3).max(120);

/** Signer of a certificate as it names itself: a renewed certificate of the same owner keeps what was set. */
const ownerSchema = z.string().max(400);

/** A picture with its real size. */
export const deskPictureSchema = z.object({
  role: pictureRoleSchema,
  certificate: thumbprintSchema.nullable().describe('Null: for every certificate that signs in this role'),
  owner: ownerSchema
    .nullable()
    .describe('Common name of that certificate; its renewed one keeps the picture'),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/u)
    .describe('Of the PNG'),
  widthMm: pictureMillimetres.describe('Real width on paper'),
  heightMm: pictureMillimetres,
});
export type DeskPicture = z.infer<typeof deskPictureSchema>;

export const deskCertificateSchema = z.object({
  role: roleSchema,
  certificate: thumbprintSchema,
  owner: ownerSchema,
});

/** Address block of the agency, as it goes into `From` of every package (edXML MessageHeader/From) and into stamps. */
export const agencyDataSchema = z.object({
  code: z.string().trim().min(1).max(LONGEST_CODE).describe('OrganId of the agency'),
  name: z.string().trim().min(1).max(200).describe('OrganName'),
  shortName: z
    .string()
    .max(100)
    .optional()
    .describe('Printed in the frame of dấu ĐẾN and in copy marks; without it the name is'),
  parent: z.string().max(200).optional().describe('OrganizationInCharge, the superior body'),
  address: z.string().max(250).optional(),
  email: z.string().max(100).optional(),
  telephone: z.string().max(20).optional(),
  fax: z.string().max(20).optional(),
  website: z.string().max(100).optional(),
  place: z.string().max(50).optional().describe('PromulgationInfo/Place, e.g. Hà Nội'),
});
export type AgencyData = z.infer<typeof agencyDataSchema>;

export const AGENCY_FIELDS = Object.keys(agencyDataSchema.shape) as readonly (keyof AgencyData)[];

/** `desk.json` in the person's kygui folder. */
export const deskSettingsSchema = z.object({
  version: z.literal(1),
  pictures: z.array(deskPictureSchema).max(100),
  certificates: z.array(deskCertificateSchema).max(20),
  agency: agencyDataSchema.nullable(),
});
export type DeskSettings = z.infer<typeof deskSettingsSchema>;

export const EMPTY_DESK: DeskSettings = { version: 1, pictures: [], certificates: [], agency: null };
