import type { Clock } from '../../clock/clock.ts';
import type { ConnectionOptions } from '../http/connection.ts';

/** Every path and header of a provincial axis is configuration: provinces differ (axis API part B). */
export interface LgspPaths {
  login: string;
  send: string;
  list: string;
  fetch: string;
  acknowledge: string;
  organisations: string;
}

export const LGSP_PATHS: LgspPaths = {
  login: '/v1/auth/login?allow_anonymous=true',
  send: '/v1/sendEdoc',
  list: '/v1/syncReceivedEdocList',
  fetch: '/v1/getEdoc',
  acknowledge: '/v1/updateStatus',
  organisations: '/v1/getOrganizations',
};

export interface LgspOptions extends ConnectionOptions {
  systemId: string;
  /** Belongs to the connected system: never leaves the bridge, never logged. */
  secretKey: string;
  /** Without it no token is fetched; the live system of one province wanted one. */
  login?: { username: string; password: string; applicationCode: string };
  paths?: Partial<LgspPaths>;
  headers?: { systemId: string; secretKey: string };
  /** Days that the pending list looks back; the call needs a range of dates. */
  listDays?: number;
  maxPackageBytes?: number;
  clock?: Pick<Clock, 'now'>;
  onOddity?: (operation: string, place: string) => void;
}
