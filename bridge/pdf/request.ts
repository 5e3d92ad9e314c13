import { z } from 'zod';
import { givenPlaceSchema, placementSchema } from '../../shared/document/placement.ts';
import { roleSchema } from '../../shared/document/role.ts';
import { stampFieldsSchema } from '../../shared/document/stamp-fields.ts';

const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'bytes');

/** What callers give, and what the bridge adds from the certificate, whose names may be longer. */
const drawnFieldsSchema = stampFieldsSchema.strict().extend({
  /** Whom to look for when the place is sought; otherwise the certificate's name. */
  signerName: z.string().max(200).optional(),
  /** Printed in copies and in the frame of dấu ĐẾN; otherwise the certificate's name. */
  agencyName: z.string().max(200).optional(),
});

/** Everything that decides how a signature looks and where it stands. */
export const signatureRequestSchema = z.strictObject({
  role: roleSchema,
  fields: drawnFieldsSchema.default({}),
  /** PNG with transparent ground: the leader's signature, the seal, the initials. */
  image: bytes.optional(),
  /** Width of the image on paper in millimetres; a seal is never scaled to fit. */
  imageWidthMm: z.number().positive().max(200).optional(),
  /** Common name of the certificate. */
  signerName: z.string().max(400),
  /** Claimed time of signing, milliseconds since 1970 UTC: /M and every text that shows it. */
  time: z.int().nonnegative(),
  /** Final places of parts, as shown before or moved by the clerk; parts not named are found. */
  placements: z.array(placementSchema).max(20).optional(),
  /** Place from the command line or a profile, for the part it names or the main one. */
  given: z.array(givenPlaceSchema).max(20).optional(),
  /** Place to use when nothing is found, from a site or agency profile. */
  profile: z.array(givenPlaceSchema).max(20).optional(),
  /** Full name of an empty signature field of the form to sign into. */
  field: z.string().min(1).max(400).optional(),
  /** Text in the draft that marks the place, such as `#`. */
  anchor: z.string().min(1).max(100).optional(),
  /** False draws nothing; the default follows the role (a plain signature without place or image is invisible). */
  visible: z.boolean().optional(),
  /** Draws signer and time beside or under the image (template "Thông tin", off by default for roles with an image). */
  showInformation: z.boolean().optional(),
  /** /Reason and /Location of the signature dictionary. */
  reason: z.string().max(400).optional(),
  location: z.string().max(200).optional(),
});

/** The request as callers write it, defaults left out. */
export type SignatureRequestInput = z.input<typeof signatureRequestSchema>;
export type SignatureRequest = z.infer<typeof signatureRequestSchema>;
