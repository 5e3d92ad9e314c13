/** OrganizationInCharge of a receiver that the axis itself added under the receiver's old code. */
const ALIAS_MARK = 'TLTVBQG_CDMDD_QD20';

/**
 * True for a `To` that only repeats another receiver under its code from before QĐ 20/2020: it is not listed,
 * not counted, and when we are that receiver the letter is taken once.
 */
export function isAlias(organisation: { organizationInCharge?: string | undefined }): boolean {
  return organisation.organizationInCharge?.trim() === ALIAS_MARK;
}
