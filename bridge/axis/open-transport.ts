import type { TransportKind, TransportParts } from './kind.ts';
import type { AxisTransport } from './transport.ts';
import { TRANSPORTS } from './transports.ts';

export type { TransportParts } from './kind.ts';

/** The transport that checked settings name; null for `none`. @throws what `parts.readText` throws, SETTINGS_INVALID */
export async function openTransport(
  settings: { kind: string },
  parts: TransportParts,
  kinds: readonly TransportKind[] = TRANSPORTS,
): Promise<AxisTransport | null> {
  const named = kinds.find((kind) => kind.settings.shape.kind.value === settings.kind);
  return named ? named.open(settings, parts) : null;
}
