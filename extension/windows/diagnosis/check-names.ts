import { type MessageKey, t } from '../parts/text.ts';

/** What each check is about, in the words of somebody who reads the page to a help desk. */
const NAMES: Readonly<Record<string, MessageKey>> = {
  'extension.bridge': 'checkBridge',
  'extension.version': 'checkVersions',
  'extension.sites': 'checkSites',
  'extension.profiles': 'checkProfiles',
  'extension.vgca': 'checkSigningPages',
  'extension.policy': 'checkPolicy',
  'program.version': 'checkProgram',
  'disk.space': 'checkDisk',
  'documents.signed': 'checkSignedFiles',
  'settings.entries': 'checkSettings',
  'settings.agency': 'checkAgency',
  'settings.policy': 'checkSetByIt',
  'settings.pictures': 'checkPictures',
  'trust.anchors': 'checkTrust',
  pairing: 'checkPairing',
  'store.durable': 'checkStore',
  'token.driver': 'checkDriver',
  'token.present': 'checkToken',
  'token.pin': 'checkPin',
  'token.certificates': 'checkCertificates',
  'signing.tsa': 'checkTsa',
  clock: 'checkClock',
  'gateway.certificate': 'checkGateway',
  'axis.connection': 'checkAxis',
};

/** The name of a check; one that this build does not know bears its id. */
export function checkName(id: string): string {
  const known = Object.keys(NAMES).find((name) => id === name || id.startsWith(`${name}.`));
  const key = known === undefined ? undefined : NAMES[known];
  return key ? t(key) : id;
}
