import { z } from 'zod';
import { GROUP_SIZE, groupNameSchema, memberCodeSchema } from '../../agency/group-file.ts';
import { command } from './command.ts';
import { jobKeySchema } from './fields.ts';

/** A unit of the axis directory as people choose it. */
const unitSchema = z.object({
  code: z.string(),
  name: z.string(),
  parentName: z.string().nullable(),
  closed: z.boolean(),
  successor: z
    .string()
    .nullable()
    .describe('Open unit that took over a closed one, when the directory tells'),
  successorName: z.string().nullable().default(null),
});
export type DirectoryEntry = z.infer<typeof unitSchema>;

/** Most units of one answer about the tree; a province has some thousands below it at most. */
export const CHILDREN_LIMIT = 5000;
/** Most recipients that are looked up at once. */
const RESOLVE_LIMIT = 2000;

const groupIdSchema = z.string().min(1).max(200);

const groupSummarySchema = z.object({
  groupId: groupIdSchema,
  name: z.string(),
  locked: z.boolean().describe('Given by IT in the settings: it cannot be changed here'),
  size: z.number().int(),
  closed: z.number().int().describe('Members that are closed or that the directory does not know'),
});
export type GroupSummary = z.infer<typeof groupSummarySchema>;

const groupDetailSchema = groupSummarySchema.extend({
  members: z.array(
    z.object({
      code: z.string().describe('As the group has it'),
      unit: unitSchema.nullable().describe('Null when the directory has no such code'),
    }),
  ),
});
export type GroupDetail = z.infer<typeof groupDetailSchema>;

/** A unit as one stands in the tree: with what lies below it. */
const branchUnitSchema = unitSchema.extend({
  below: z.number().int().describe('Open units right below this one'),
});

const fetchedSchema = z
  .boolean()
  .describe('False before the directory was first fetched: nothing is known then');

const namedSchema = z.object({ code: z.string().max(100), name: z.string().max(500) });

export const directoryCommands = {
  'directory.search': command({
    about: 'Units of the axis directory, with and without diacritics, by code or name.',
    changes: false,
    request: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(50) }),
    answer: z.object({ units: z.array(unitSchema) }),
  }),
  'directory.suggest': command({
    about:
      'What the recipient field offers: groups, units this clerk lately sent to, and units found by the text. An empty text gives groups and the last ones used.',
    changes: false,
    request: z.object({ text: z.string().max(200), limit: z.number().int().min(1).max(50) }),
    answer: z.object({
      fetched: fetchedSchema,
      groups: z.array(groupSummarySchema),
      units: z.array(branchUnitSchema.extend({ used: z.boolean().describe('This clerk lately sent to it') })),
    }),
  }),
  'directory.children': command({
    about:
      'The units right below one in the tree; with null the tops, without a code where our own agency stands. Closed units are only counted.',
    changes: false,
    request: z.object({ code: z.string().max(100).nullable().optional() }),
    answer: z.object({
      unit: unitSchema.nullable(),
      path: z.array(unitSchema).describe('Units above it, the top first'),
      units: z.array(
        unitSchema.extend({ below: z.number().int().describe('Open units right below this one') }),
      ),
      closed: z.number().int(),
      total: z
        .number()
        .int()
        .describe(`Open units below it; of more than ${CHILDREN_LIMIT} the first are given`),
    }),
  }),
  'directory.resolve': command({
    about:
      'Looks recipients up by code, or by name when a page gives no code. A name counts only when exactly one open unit bears it; otherwise units that may be meant are proposed.',
    changes: false,
    request: z.object({ recipients: z.array(namedSchema).max(RESOLVE_LIMIT) }),
    answer: z.object({
      fetched: fetchedSchema,
      recipients: z.array(
        z.object({
          unit: unitSchema.nullable(),
          proposals: z.array(unitSchema).describe('Units that may be meant; never more than eight'),
        }),
      ),
    }),
  }),
  'directory.groups': command({
    about: 'Groups of recipients, those of IT first.',
    changes: false,
    request: z.object({}),
    answer: z.object({ groups: z.array(groupSummarySchema) }),
  }),
  'directory.group': command({
    about: 'One group with its members and what the directory says of each.',
    changes: false,
    request: z.object({ groupId: groupIdSchema }),
    answer: groupDetailSchema,
  }),
  'directory.saveGroup': command({
    about: 'Makes a group, or renames and changes one. Asked twice under one key it is made once.',
    changes: true,
    request: z.object({
      jobKey: jobKeySchema,
      groupId: groupIdSchema.optional().describe('Absent: a new group'),
      name: groupNameSchema,
      codes: z.array(memberCodeSchema).max(GROUP_SIZE),
    }),
    answer: groupDetailSchema,
  }),
  'directory.removeGroup': command({
    about: 'Removes a group; letters already sent to it stay as they are.',
    changes: true,
    request: z.object({ jobKey: jobKeySchema, groupId: groupIdSchema }),
    answer: z.object({}),
  }),
};
