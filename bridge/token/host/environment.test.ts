import { expect, test } from 'vitest';
import { hostEnvironment } from './environment.ts';

test('drivers get their settings, and nothing that runs code, writes the PIN into a log or is a secret', () => {
  const kept = {
    PATH: '/bin',
    SystemRoot: 'C:\\Windows',
    PCSCLITE_CSOCK_NAME: '/run/pcscd',
    LD_LIBRARY_PATH: '/opt/vendor/lib',
    SOFTHSM2_CONF: 'x',
    BIT4ID_CONF: 'y',
    SPINNER: 'z',
  };
  const dropped = {
    NODE_OPTIONS: '--require evil.js',
    LD_PRELOAD: 'evil.so',
    OPENSC_DEBUG: '9',
    PKCS11SPY_OUTPUT: 'log.txt',
    KYGUI_PIN: '1234',
    PIN: '1234',
    DB_PASSWORD: 'x',
  };
  expect(hostEnvironment({ ...kept, ...dropped }, { EXTRA: '1' })).toEqual({ ...kept, EXTRA: '1' });
});

test('what the settings name goes in, whatever its name', () => {
  expect(hostEnvironment({}, { NODE_OPTIONS: '' })).toEqual({ NODE_OPTIONS: '' });
});
