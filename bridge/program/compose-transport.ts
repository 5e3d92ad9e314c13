import { openTransport } from '../axis/open-transport.ts';
import type { AxisTransport } from '../axis/transport.ts';
import type { Log } from '../logging/log.ts';
import type { AgencySettings, Settings } from '../settings/schema.ts';
import { readText } from './read-text.ts';

export function composeTransport(
  settings: Settings,
  agency: AgencySettings,
  log: Log,
): Promise<AxisTransport | null> {
  return openTransport(settings.axis, {
    agency: agency.code,
    maxPackageBytes: settings.maxPackageBytes,
    readText,
    onOddity: (operation) => log.warn({ operation }, 'axis row that cannot be used'),
  });
}
