import { z } from 'zod';
import { connectionOf, server } from '../http/settings.ts';
import { transportKind } from '../kind.ts';

const lgspSettingsSchema = z.object({
  kind: z.literal('lgsp'),
  ...server,
  login: z
    .object({
      username: z.string().min(1),
      passwordFile: z.string().min(1).describe('File that holds the password, readable by this person alone'),
      applicationCode: z.string(),
    })
    .optional()
    .describe('Where the axis wants a bearer token'),
  paths: z
    .object({
      login: z.string().startsWith('/'),
      send: z.string().startsWith('/'),
      list: z.string().startsWith('/'),
      fetch: z.string().startsWith('/'),
      acknowledge: z.string().startsWith('/'),
      organisations: z.string().startsWith('/'),
    })
    .partial()
    .default({})
    .describe('Paths that differ from the known province'),
  headers: z
    .object({ systemId: z.string().min(1), secretKey: z.string().min(1) })
    .optional()
    .describe('Names of the two headers, when they are not X-SystemId and X-SecretKey'),
  listDays: z.number().int().min(1).max(365).default(90).describe('Days that the pending list looks back'),
});

/** A provincial axis (axis API, part B). */
export const lgsp = transportKind({
  settings: lgspSettingsSchema,
  async open(settings, parts) {
    const { login, paths, headers, listDays } = settings;
    const connection = connectionOf(settings, parts);
    const secretKey = parts.readText(settings.secretFile).trim();
    const password = login === undefined ? '' : parts.readText(login.passwordFile).trim();
    const { createLgspTransport } = await import('./lgsp-transport.ts');
    return createLgspTransport({
      ...connection,
      secretKey,
      // An absent path is one that keeps its default.
      paths: Object.fromEntries(Object.entries(paths).filter(([, path]) => path !== undefined)),
      listDays,
      ...(headers === undefined ? {} : { headers }),
      ...(login === undefined
        ? {}
        : { login: { username: login.username, password, applicationCode: login.applicationCode } }),
    });
  },
});
