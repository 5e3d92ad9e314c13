import { type AgencyData, agencyDataSchema, type DeskSettings } from '../../shared/desk/settings.ts';
import { openDesk } from './desk.ts';
import type { Home } from './home.ts';
import { loadSettings } from './load.ts';
import type { AgencySettings, Settings } from './schema.ts';

/** The agency of this bridge: what IT has set, and beneath it what was filled in on the screens. */
export function effectiveAgency(file: Settings, desk: DeskSettings): AgencySettings | undefined {
  const { agency: own } = desk;
  const { agency: set } = file;
  if (!own || !set) return set ?? (own ? { ...own, oldCodes: [], certificates: [] } : undefined);
  return { ...own, ...set };
}

/** The settings as the bridge works with them. */
export function effectiveSettings(file: Settings, desk: DeskSettings): Settings {
  const { agency: _, ...rest } = file;
  const agency = effectiveAgency(file, desk);
  return agency ? { ...rest, agency } : rest;
}

/** The same for commands that need no bridge. @throws SETTINGS_INVALID */
export async function loadEffectiveSettings(home: Home): Promise<Settings> {
  return effectiveSettings(loadSettings(home), (await openDesk(home)).current());
}

/** Fields of the agency that IT has set. */
export function lockedFields(file: Settings): (keyof AgencyData)[] {
  const fields = Object.keys(agencyDataSchema.shape) as (keyof AgencyData)[];
  return fields.filter((field) => file.agency?.[field] !== undefined);
}

/** What a stamp prints as the agency's name. */
export const stampName = ({ shortName, name }: AgencyData): string =>
  shortName !== undefined && shortName.trim() !== '' ? shortName : name;
