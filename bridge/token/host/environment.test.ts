import { expect, test } from 'vitest';
import { hostEnvironment } from './environment.ts';

test('drivers get what they need, and nothing that runs code or writes the PIN into a log', () => {
  const from = {
    PATH: '/bin',
    SystemRoot: 'C:\\Windows',
    PCSCLITE_CSOCK_NAME: '/run/pcscd',
    NODE_OPTIONS: '--require evil.js',
    LD_PRELOAD: 'evil.so',
    OPENSC_DEBUG: '9',
    KYGUI_PIN: 'secret',
  };
  expect(hostEnvironment(from, { SOFTHSM2_CONF: 'x' })).toEqual({
    PATH: '/bin',
    SystemRoot: 'C:\\Windows',
    PCSCLITE_CSOCK_NAME: '/run/pcscd',
    SOFTHSM2_CONF: 'x',
  });
});
