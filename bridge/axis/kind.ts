import type { z } from 'zod';
import type { AxisTransport } from './transport.ts';

export interface TransportParts {
  /** Our agency, named in receipts that travel as files. */
  agency: string;
  maxPackageBytes: number;
  /** Reads a file of the settings: a secret, a password, a root certificate. Throws when it cannot. */
  readText(file: string): string;
  /** Told of rows and files that cannot be used. */
  onOddity?: (operation: string, place: string) => void;
}

/** Settings of one kind: `kind` names it, the rest is its own affair. */
export type KindSettings = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/**
 * One way to an axis, as its folder describes it: what stands in the settings, and how it is opened. What opens it is
 * loaded when it is opened; settings alone are read without it.
 */
export interface TransportKind<Schema extends KindSettings = KindSettings> {
  readonly settings: Schema;
  open(settings: z.output<Schema>, parts: TransportParts): Promise<AxisTransport>;
}

/** Gives a description its types. */
export const transportKind = <Schema extends KindSettings>(
  kind: TransportKind<Schema>,
): TransportKind<Schema> => kind;
