import { z } from 'zod';
import { GROUP_COUNT, groupContentSchema } from '../../shared/agency/group-file.ts';
import { agencyDataSchema, pictureRoleSchema, thumbprintSchema } from '../../shared/desk/settings.ts';
import { daySchema } from '../../shared/document/day.ts';
import { roleSchema } from '../../shared/document/role.ts';
import { sendPolicySchema } from '../../shared/document/send-rules.ts';
import { gatewayServerSettingsSchema } from '../axis/gateway/settings.ts';
import { axisSettingsSchema } from '../axis/settings.ts';
import { scanSettingsSchema } from '../scan/settings.ts';
import { storeSettingsSchema } from '../store/settings.ts';

const path = z.string().min(1);

/** Address block of the agency, as it goes into `From` of every package (edXML MessageHeader/From). */
const agencySettingsSchema = agencyDataSchema.extend({
  oldCodes: z
    .array(z.string())
    .default([])
    .describe('Earlier codes of this agency; letters to them are ours too'),
  certificates: z
    .array(thumbprintSchema)
    .default([])
    .describe("SHA-256 thumbprints of the agency's own certificates; without them its name tells"),
});

/** What a letter must meet before it leaves. */
const sendingSettingsSchema = z.object({
  policy: sendPolicySchema
    .default({})
    .describe('Weights of rules by their id (docs/send-rules.md); rules left out keep ours'),
  holidays: z.array(daySchema).default([]).describe('Free days besides Saturday and Sunday, YYYY-MM-DD'),
  workingDays: z.array(daySchema).default([]).describe('Saturdays and Sundays that are worked, YYYY-MM-DD'),
  paperReceivers: z
    .array(z.string())
    .optional()
    .describe('Codes of those who still get a paper copy; without the list the flag is not compared'),
  scan: scanSettingsSchema.optional().describe('Virus scan through clamd; without it files are not scanned'),
});

/** Picture drawn for a certificate: the leader's handwritten signature or the agency's seal. */
const stampImageSchema = z.object({
  role: pictureRoleSchema,
  certificate: thumbprintSchema
    .optional()
    .describe('SHA-256 thumbprint, 64 small hex digits; without it the picture serves every certificate'),
  file: path.describe('PNG with transparent ground'),
  widthMm: z.number().positive().max(120).optional().describe('Real width; for a seal always given'),
  heightMm: z.number().positive().max(120).optional(),
});

/** Settings of one person's bridge: `settings.json` in the kygui folder. Every field has a safe default. */
export const settingsSchema = z.object({
  port: z
    .number()
    .int()
    .min(1024)
    .max(65_535)
    .optional()
    .describe('Port on 127.0.0.1; chosen free at the first start'),
  extensions: z
    .array(z.string().regex(/^[a-p]{32}$/u))
    .optional()
    .describe('Extension ids that may connect; default: the published one'),
  agency: agencySettingsSchema.optional(),
  axis: axisSettingsSchema.default({ kind: 'none' }),
  store: storeSettingsSchema
    .default({ kind: 'sqlite' })
    .describe('Database of outbox, inbox and directory: of this bridge, or shared by an agency'),
  gateway: gatewayServerSettingsSchema
    .optional()
    .describe('Only where kygui gateway runs: the one connection of an agency to the axis'),
  edxmlProfile: z.enum(['java', '.net']).default('java'),
  tokens: z
    .object({
      modules: z.array(path).default([]).describe('PKCS#11 modules, tried before the built-in list'),
      discover: z.boolean().default(true).describe('Look for the known vendor modules as well'),
      environment: z.record(z.string(), z.string()).default({}).describe('Environment of the module process'),
      callTimeoutMs: z.number().int().min(1000).default(60_000),
    })
    .prefault({}),
  trust: path.optional().describe('PEM file, or folder of them, with the roots to trust'),
  intermediates: path
    .optional()
    .describe('PEM file, or folder, with issuing certificates put into signatures'),
  signing: z
    .object({
      level: z.enum(['B-B', 'B-T', 'B-LT', 'B-LTA']).default('B-B').describe('PAdES level of new signatures'),
      tsa: z.url().optional().describe('Address of the time-stamp authority (RFC 3161); needed above B-B'),
      whenUnreachable: z
        .enum(['degrade', 'stop'])
        .default('degrade')
        .describe('degrade: sign at the level that can be reached and say so; stop: do not sign'),
      certificates: z
        .partialRecord(roleSchema, thumbprintSchema)
        .default({})
        .describe('SHA-256 thumbprint of the certificate for each role; the screens show it locked'),
      policy: z
        .string()
        .optional()
        .describe(
          'File that says which content is refused or warned about before signing; see kygui sign --policy',
        ),
    })
    .prefault({}),
  online: z
    .object({
      revocation: z.boolean().default(true).describe('Ask OCSP and CRL addresses of trusted certificates'),
      timeLimitMs: z.number().int().min(500).max(120_000).default(10_000).describe('For one question'),
    })
    .prefault({}),
  stamps: z.array(stampImageSchema).default([]),
  sending: sendingSettingsSchema.prefault({}),
  register: z
    .object({
      enabled: z
        .boolean()
        .default(false)
        .describe('The office numbers outgoing letters in Ký Gửi when the page gives no number'),
      together: z
        .boolean()
        .default(false)
        .describe('All kinds of documents share one series; otherwise each kind has its own'),
    })
    .prefault({}),
  directory: z
    .object({
      groups: z
        .array(groupContentSchema)
        .max(GROUP_COUNT)
        .default([])
        .describe('Groups of recipients that IT gives; clerks see them locked'),
    })
    .prefault({}),
  maxFileBytes: z.number().int().positive().default(2_000_000_000),
  unsigned: z
    .object({
      days: z
        .number()
        .min(1)
        .max(3650)
        .default(7)
        .describe('Days that a file which nobody signed is kept since it was last asked for'),
      bytes: z
        .number()
        .int()
        .positive()
        .default(10_000_000_000)
        .describe('Room for such files: beyond it the oldest go, those of the last day never'),
    })
    .prefault({})
    .describe('Files that pages handed over for signing. What was approved or signed is not among them'),
  sent: z
    .object({
      days: z
        .number()
        .min(30)
        .max(36_500)
        .default(365)
        .describe(
          'Days that a signed file is kept in documents/ after its letter was sent and receipted, its receive stamp was given, or its page said that it has it, and it was last asked for',
        ),
    })
    .prefault({})
    .describe(
      'Signed files whose bytes lie with their letter as well, in packages/ or inbox/, or in the system of their page by its own words. What was signed and not sent from here, and was confirmed by no page, is never removed',
    ),
  maxPackageBytes: z
    .number()
    .int()
    .positive()
    .default(62_914_560)
    .describe(
      'Largest edXML package sent, taken or read, in bytes (default 60 MB); memory does not grow with it',
    ),
  maxAttachmentBytes: z
    .number()
    .int()
    .positive()
    .default(52_428_800)
    .describe(
      'Largest file in a package that is read, in bytes, before and after unzipping (default 50 MB); base64 makes a file a third larger, so maxPackageBytes has to leave room',
    ),
  poll: z
    .object({
      inboxSeconds: z
        .number()
        .min(1)
        .max(3600)
        .default(300)
        .describe("Between two looks at the axis' lists of letters and statuses that came"),
      outboxSeconds: z
        .number()
        .min(0.2)
        .max(3600)
        .default(5)
        .describe('Between two looks for packages that are due; what is new here leaves at once'),
      directoryHours: z
        .number()
        .min(0.01)
        .max(720)
        .default(24)
        .describe('Between two fetches of the directory of units'),
      stampHours: z
        .number()
        .min(0.0002)
        .max(720)
        .default(24)
        .describe("Between two time-stamps of the record's head, by signing.tsa"),
    })
    .prefault({}),
  logLevel: z.enum(['fatal', 'error', 'warn', 'info', 'debug']).default('info'),
});

export type Settings = z.output<typeof settingsSchema>;
export type AgencySettings = z.output<typeof agencySettingsSchema>;
export type StampImage = z.output<typeof stampImageSchema>;
