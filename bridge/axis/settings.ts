import { z } from 'zod';
import type { TransportKind } from './kind.ts';
import { TRANSPORTS } from './transports.ts';

const noneSchema = z.object({ kind: z.literal('none') });

/** Settings of the way to an axis, put together from those of the kinds. `none` signs and keeps, and sends nothing. */
export function axisSettingsSchemaOf<const Kinds extends readonly TransportKind[]>(kinds: Kinds) {
  const schemas: Kinds[number]['settings'][] = kinds.map(({ settings }) => settings);
  return z.discriminatedUnion('kind', [noneSchema, ...schemas]);
}

export const axisSettingsSchema = axisSettingsSchemaOf(TRANSPORTS);
export type AxisSettings = z.output<typeof axisSettingsSchema>;
