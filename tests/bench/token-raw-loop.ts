import pkcs11 from 'pkcs11js';

/**
 * The limit: C_SignInit and C_Sign one after another in one process, nothing else. Prints the rates of three
 * rounds as JSON. Arguments: module, PIN, object label, signatures per round.
 */
const [modulePath = '', pin = '', label = '', count = '0'] = process.argv.slice(2);
const module = new pkcs11.PKCS11();
module.load(modulePath);
module.C_Initialize();
const [slot] = module.C_GetSlotList(true);
if (slot === undefined) throw new Error('no token');
const session = module.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION);
module.C_Login(session, pkcs11.CKU_USER, pin);
module.C_FindObjectsInit(session, [
  { type: pkcs11.CKA_CLASS, value: pkcs11.CKO_PRIVATE_KEY },
  { type: pkcs11.CKA_LABEL, value: label },
]);
const key = module.C_FindObjects(session);
module.C_FindObjectsFinal(session);
if (key === null) throw new Error('no key');
const input = Buffer.concat([
  Buffer.from('3031300d060960864801650304020105000420', 'hex'),
  Buffer.alloc(32, 7),
]);
const out = Buffer.alloc(1024);
const rates: number[] = [];
for (let round = 0; round < 3; round += 1) {
  const started = performance.now();
  for (let at = 0; at < Number(count); at += 1) {
    module.C_SignInit(session, { mechanism: pkcs11.CKM_RSA_PKCS }, key);
    module.C_Sign(session, input, out);
  }
  rates.push((Number(count) * 1000) / (performance.now() - started));
}
process.stdout.write(JSON.stringify(rates));
process.exit(0);
