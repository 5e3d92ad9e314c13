import type { InboxContext } from './context.ts';

/** The given code first, then the unit's other codes. */
export async function codesOfUnit(context: Pick<InboxContext, 'unitCodes'>, code: string): Promise<string[]> {
  return [...new Set([code, ...(await context.unitCodes(code))])].filter((one) => one !== '');
}
