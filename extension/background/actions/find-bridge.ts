import { z } from 'zod';
import { windowAction } from '../action.ts';
import { probePort } from '../bridge/socket.ts';
import { readPolicy } from '../policy.ts';

/** `unknown`: no port is known before the pairing code names it; each person's program listens on an own one. */
export interface BridgeSearch {
  state: 'found' | 'absent' | 'unknown';
}

/** Looks for the bridge where policy says it listens, for a browser that is not paired yet. */
export const findBridge = windowAction({
  name: 'bridge.find',
  body: z.object({}),
  async run(): Promise<BridgeSearch> {
    const { bridgePort } = (await readPolicy()).set;
    if (bridgePort === undefined) return { state: 'unknown' };
    return { state: (await probePort(bridgePort)) ? 'found' : 'absent' };
  },
});
