import { z } from 'zod';

/**
 * A rectangle in the page's unrotated default user space (ISO 32000-2, 8.3.2.3): origin and axes are those of
 * the MediaBox, y grows upwards, one unit is 1/72 inch times the page's UserUnit. `x`, `y` is the lower left corner.
 */
const rectSchema = z.strictObject({
  x: z.number().finite(),
  y: z.number().finite(),
  width: z.number().finite().nonnegative(),
  height: z.number().finite().nonnegative(),
});

export type Rect = z.infer<typeof rectSchema>;

/** One thing that is drawn; a role draws one or several of them in one signature. */
const STAMP_PARTS = ['image', 'number', 'date', 'seal', 'text', 'frame'] as const;

const stampPartSchema = z.enum(STAMP_PARTS);

export type StampPart = z.infer<typeof stampPartSchema>;

/**
 * Why a part lies where it lies, shown to the clerk beside the preview:
 * given = by the caller or moved by hand, profile = from a site or agency profile, signer-name = above the signer's
 * full name, title-line = under TM. / KT. / TL. / TUQ. / Q., number-line = after "Số:", date-line = in the blanks of
 * "ngày … tháng … năm …", leader-image = left third of the leader's signature image, anchor = at the anchor text,
 * end-of-text = after "./.", recipients = last line of "Nơi nhận", corner = top right corner block,
 * under-notation = under number and notation, default = nothing was found, the role's own place.
 */
const PLACEMENT_REASONS = [
  'given',
  'profile',
  'signer-name',
  'title-line',
  'number-line',
  'date-line',
  'leader-image',
  'anchor',
  'end-of-text',
  'recipients',
  'corner',
  'under-notation',
  'default',
] as const;

const placementReasonSchema = z.enum(PLACEMENT_REASONS);

export type PlacementReason = z.infer<typeof placementReasonSchema>;

/** Where one part is drawn. `page` counts from 1. */
export const placementSchema = z.strictObject({
  part: stampPartSchema,
  page: z.int().min(1),
  rect: rectSchema,
  reason: placementReasonSchema,
});

export type Placement = z.infer<typeof placementSchema>;

/** A place given from outside: command line, profile, or the clerk's mouse. Without `part` it is the role's main part. */
export const givenPlaceSchema = z.strictObject({
  part: stampPartSchema.optional(),
  page: z.int().min(1),
  rect: rectSchema,
});

export type GivenPlace = z.infer<typeof givenPlaceSchema>;
