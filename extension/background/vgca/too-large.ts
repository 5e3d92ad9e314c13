import { KyguiError } from '../../../shared/errors.ts';

/** @param limit characters, told as millions with one decimal */
export const tooLarge = (operation: string, limit: number): KyguiError =>
  new KyguiError('VGCA_TOO_LARGE', { operation, limit: Math.round(limit / 100_000) / 10 });
