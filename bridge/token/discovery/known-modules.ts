/**
 * PKCS#11 modules that Vietnamese clerks have installed, by platform, in the order in which other signing
 * programs try them (docs: list of modules; second-hand, completed where a series was not printed in full; a
 * missing file is no error). Within a numbered series the newest comes first. Names ending in `_s` are shells
 * of key providers and are not listed.
 */
const series = (prefix: string, numbers: readonly (number | string)[], suffix: string) =>
  numbers.map((number) => `${prefix}${number}${suffix}`);

const windows: readonly string[] = [
  // VGCA: SafeNet and Bit4id
  'eTPKCS11.dll',
  'bit4xpki.dll',
  // Viettel
  ...series('viettel-ca_v', [6, 5, 4, 3, 2, 1], '.dll'),
  'viettel-ca.dll',
  // EFY
  'efy-ca_v6.dll',
  // VNPT
  ...series('vnptca_p11_v', [10, 9, 8, 7, 6], '.dll'),
  'vnpt-ca_cl_v1.dll',
  'vnpt-ca_v34.dll',
  'vnpt-ca_csp11_x64.dll',
  'vnpt-ca_csp11.dll',
  // Bkav
  'BkavCAv2T.dll',
  'BkavCAv25.dll',
  'BkavCAv2S.dll',
  'BkavCA.dll',
  'bkavcaetoken_p11.dll',
  'bkavcaetoken.dll',
  'bkavcsp.dll',
  'beidcsp.dll',
  'beidpkcs11D.dll',
  // NewCA, NCCA
  ...series('nca_v', [9, 8, 7, 6, 5, 4], '.dll'),
  'nca_eps2k3a.dll',
  'nca_eps2k2a.dll',
  'ncca_csp11_v1.dll',
  // FPT
  ...series('fptca_v', [6, 5, 4, 3], '.dll'),
  'fpt-ca-stx.dll',
  'fpt-ca.dll',
  'fca_v1.dll',
  // CA2
  'CA2CSP11_v2.dll',
  'ca2_ace_csp11.dll',
  'CA2_csp11.dll',
  'CA2_v34.dll',
  // Vina
  ...series('Vina-CAv', [10, 9, 8, 7, 6, 5, 4, 3], '.dll'),
  'Vina-CA.dll',
  // others
  'NEWTEL-CA.dll',
  'safe-ca_v2.dll',
  'safe-ca.dll',
  'CKCA.dll',
  'ica_csp11_v1.dll',
  // by the makers of the tokens
  'eToken.dll',
  'gclib.dll',
  'eps2003csp11v2.dll',
  'eps2003csp11.dll',
  'ShuttleCsp11_3003.dll',
  'ngp11v211.dll',
  'st3csp11.dll',
  'wdpkcs.dll',
  'SignatureP11.dll',
  'psapkcs.dll',
  ...series('ostt', [3, 2, 1], '_csp11.dll'),
  'ostc1_csp11.dll',
  'U1000AUTO.dll',
  'vdctdcsp11.dll',
  'cvP11.dll',
  'acospkcs11.dll',
  'asepkcs.dll',
];

const linux: readonly string[] = ['libbit4xpki.so', 'libeTPkcs11.so', 'opensc-pkcs11.so'];

const macos: readonly string[] = [
  'libbit4xpki.dylib',
  'libeTPkcs11.dylib',
  ...series('viettel-ca_v', [6, 5, 4], '.dylib'),
  'libcastle.1.0.0.dylib',
  'libwdpkcs_Proxkey.dylib',
  'opensc-pkcs11.so',
];

export interface ModulePlaces {
  names: readonly string[];
  folders: readonly string[];
  /** Further files of these folders that may be modules, though no list names them. */
  looksLikeModule: RegExp;
}

/** Names and folders for a platform; empty on platforms without any. */
export function modulePlaces(platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): ModulePlaces {
  switch (platform) {
    case 'win32': {
      const root = environment.SystemRoot ?? 'C:\\Windows';
      // A 64-bit process sees the 64-bit files here; SysWOW64 holds the 32-bit ones.
      return {
        names: windows,
        folders: [`${root}\\System32`],
        looksLikeModule: /^(?!msvcp|vcomp)(?!.*_s\.dll$).*(?:csp11|pkcs11|p11).*\.dll$/iu,
      };
    }
    case 'darwin':
      return {
        names: macos,
        folders: ['/usr/local/lib', '/Library/OpenSC/lib', '/opt/homebrew/lib'],
        looksLikeModule: /^(?:lib)?[\w.-]*(?:pkcs11|p11)[\w.-]*\.dylib$/iu,
      };
    case 'linux':
      return {
        names: linux,
        folders: [
          '/usr/lib',
          '/usr/lib/bit4id',
          '/usr/lib64',
          '/usr/lib/x86_64-linux-gnu',
          '/usr/lib/x86_64-linux-gnu/pkcs11',
          '/usr/lib/aarch64-linux-gnu',
          '/usr/lib/pkcs11',
          '/usr/lib64/pkcs11',
          '/usr/local/lib',
        ],
        // Distributions put proxies and soft tokens beside real drivers: only named files are taken.
        looksLikeModule: /^$/u,
      };
    default:
      return { names: [], folders: [], looksLikeModule: /^$/u };
  }
}
