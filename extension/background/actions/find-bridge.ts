import { z } from 'zod';
import { windowAction } from '../action.ts';
import { probePort } from '../bridge/socket.ts';
import { managedSettings } from '../profiles.ts';

const portSchema = z.int().min(1024).max(65_535);

/** `unknown`: no port is known before the pairing code names it; each person's program listens on an own one. */
export interface BridgeSearch {
  state: 'found' | 'absent' | 'unknown';
}

/** Looks for the bridge where policy says it listens, for a browser that is not paired yet. */
export const findBridge = windowAction({
  name: 'bridge.find',
  body: z.object({}),
  async run(): Promise<BridgeSearch> {
    const port = portSchema.safeParse((await managedSettings()).bridgePort);
    if (!port.success) return { state: 'unknown' };
    return { state: (await probePort(port.data)) ? 'found' : 'absent' };
  },
});
