import { z } from 'zod';

const withoutPassword = (text: string): boolean => {
  try {
    const url = new URL(text);
    return url.password === '' && !url.searchParams.has('password');
  } catch {
    return false;
  }
};

/** Where the rows lie. A password never stands in the settings themselves, which people copy and send around. */
export const storeSettingsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sqlite') }),
  z.object({
    kind: z.literal('postgres'),
    url: z
      .url({ protocol: /^postgres(?:ql)?$/u })
      .refine(withoutPassword, 'no password in the address: put it into passwordFile')
      .describe(
        'postgres://user@host:port/database, without a password. TLS with a checked certificate, except on this computer or with ?sslmode=disable',
      ),
    passwordFile: z
      .string()
      .min(1)
      .optional()
      .describe('File that holds the password, readable by this person alone; else PGPASSWORD or pgpass'),
    caFile: z.string().min(1).optional().describe("PEM with the root of the server's certificate"),
    folder: z
      .string()
      .min(1)
      .describe(
        'Folder of packages and received files that all bridges of the agency reach under this same path',
      ),
  }),
]);
export type StoreSettings = z.output<typeof storeSettingsSchema>;
