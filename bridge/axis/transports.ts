import { filedrop } from './filedrop/kind.ts';
import { gateway } from './gateway/kind.ts';
import { lgsp } from './lgsp/kind.ts';
import { vxp } from './vxp/kind.ts';

/**
 * Every way to an axis. One more is a folder beside these and a line here; settings, their documentation, the doctor
 * and the messages to the screens follow from it.
 */
export const TRANSPORTS = [vxp, lgsp, filedrop, gateway] as const;
