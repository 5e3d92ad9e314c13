import type { Handle } from 'pkcs11js';

/** Login by the reader's own keys. */
export function loginWithoutPin(_modulePath: string, _session: Handle, _user: number): void {
  throw new Error('PIN pad');
}
