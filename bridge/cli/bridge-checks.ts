import { lastRecordedAt } from '../audit/chain.ts';
import type { Bridge } from '../compose.ts';
import { axisChecks } from '../doctor/axis.ts';
import { deskChecks } from '../doctor/desk.ts';
import { documentChecks } from '../doctor/documents.ts';
import { gatewayChecks } from '../doctor/gateway.ts';
import { installationChecks } from '../doctor/installation.ts';
import { storeChecks } from '../doctor/store.ts';
import { timeChecks } from '../doctor/time.ts';
import { tokenChecks } from '../doctor/token.ts';
import { unknownSettings } from '../settings/load.ts';

/** The checks of one bridge; every call looks anew. */
export function bridgeChecks(bridge: Bridge, pairings: () => Promise<number>) {
  return [
    ...installationChecks({
      settings: bridge.settings,
      root: bridge.home.root,
      pairings,
      unknownSettings: () => unknownSettings(bridge.home),
    }),
    ...storeChecks(bridge.store),
    ...documentChecks({ room: () => bridge.documents.signedRoom(), days: bridge.settings.sent.days }),
    ...deskChecks(bridge),
    ...tokenChecks(() => bridge.tokens.inspect({ refresh: true })),
    ...timeChecks({
      signing: bridge.settings.signing,
      timestamp: bridge.authorities.timestamp,
      databaseNow: bridge.store.dialect === 'postgres' ? () => bridge.store.now() : null,
      lastRecordAt: () => lastRecordedAt(bridge.store, bridge.writer),
    }),
    ...gatewayChecks(bridge.settings.axis),
    ...axisChecks(bridge.exchange?.transport ?? null),
  ];
}
