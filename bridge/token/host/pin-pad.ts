import { platform } from 'node:process';
import koffi from 'koffi';
import pkcs11, { type Handle } from 'pkcs11js';

/**
 * Place of C_Login in CK_FUNCTION_LIST (PKCS#11 v3.1, 5.4.4, C_GetFunctionList): after the version come
 * pointers in fixed order. The structure is packed to single bytes on Windows (PKCS#11 v3.1, 2.1) and aligned
 * elsewhere.
 */
const POINTER = koffi.sizeof('void *');
const C_LOGIN = 18;
const offset = (platform === 'win32' ? 2 : POINTER) + C_LOGIN * POINTER;

const getFunctionList = 'unsigned long C_GetFunctionList(_Out_ void **list)';
const login = koffi.proto(
  'unsigned long C_Login(unsigned long session, unsigned long user, void *pin, unsigned long length)',
);

/**
 * Login by the reader's own keys: C_Login with a NULL PIN, which pkcs11js cannot pass. The module is already
 * loaded by pkcs11js, so that the loader hands out the same one with its sessions.
 * @throws pkcs11.Pkcs11Error with the module's return value
 */
export function loginWithoutPin(modulePath: string, session: Handle, user: number): void {
  const library = koffi.load(modulePath);
  const list: [unknown] = [null];
  check(library.func(getFunctionList)(list), 'C_GetFunctionList');
  const call = koffi.decode(koffi.decode(list[0], offset, 'void *'), login) as (...args: unknown[]) => number;
  const handle = session.length === 8 ? session.readBigUInt64LE() : BigInt(session.readUInt32LE());
  check(call(handle, user, null, 0), 'C_Login');
}

function check(returned: number, call: string): void {
  if (returned !== 0) throw new pkcs11.Pkcs11Error(`CKR_RETURNED:${returned}`, returned, call);
}
