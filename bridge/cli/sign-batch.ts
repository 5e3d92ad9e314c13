import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { z } from 'zod';
import { roleSchema } from '../../shared/document/role.ts';
import { describeError, KyguiError, toKyguiError } from '../../shared/errors.ts';
import type { Batch } from '../token/batch.ts';
import { failureObject, language, type Outcome } from './output.ts';
import {
  prepareFile,
  type SignerWords,
  type SignParts,
  type StampWords,
  signedLines,
  signFile,
  takePin,
} from './sign.ts';

/** LIST.json of `kygui sign-batch`: one row for each file; relative paths start at the folder of LIST.json. */
export const batchListSchema = z
  .array(
    z.strictObject({
      input: z.string().min(1),
      output: z.string().min(1),
      role: roleSchema,
      number: z.string().optional(),
      notation: z.string().optional(),
      date: z.string().optional(),
      image: z.string().optional(),
      imageWidth: z.number().positive().max(200).optional(),
      page: z.int().min(1).optional(),
      rect: z.string().optional(),
      anchor: z.string().optional(),
    }),
  )
  .min(1)
  .superRefine((rows, context) => {
    const outputs = new Set<string>();
    for (const [index, { output }] of rows.entries()) {
      if (outputs.has(output))
        context.addIssue({ code: 'custom', path: [index, 'output'], message: 'hai lần / twice' });
      outputs.add(output);
    }
  });

type Row = z.infer<typeof batchListSchema>[number];

/** @throws USAGE naming the first place that does not fit */
async function readList(file: string): Promise<Row[]> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new KyguiError('USAGE', { problem: `LIST.json: ${file}` }, { cause });
  }
  const parsed = batchListSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new KyguiError('USAGE', { problem: `LIST.json: ${issue?.path.join('.')}: ${issue?.message}` });
}

function stampOf(row: Row, base: string): StampWords {
  const { input: _input, output: _output, image, ...rest } = row;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    role: row.role,
    ...set,
    ...(image !== undefined && { image: resolve(base, image) }),
  };
}

/**
 * `kygui sign-batch LIST.json`: one PIN, each file its own row of the result. What a file lacks stops that file
 * alone; a token that does not open stops the batch before anything is signed.
 */
export async function signBatch(list: string, words: SignerWords, parts: SignParts): Promise<Outcome> {
  const pin = takePin(words.pinEnv);
  let batch: Batch | undefined;
  try {
    const rows = await readList(list);
    const base = dirname(resolve(list));
    const found = await parts.tokens.find(words.cert);
    const results: unknown[] = [];
    const lines: string[] = [];
    let exit: 0 | 1 | 3 = 0;
    for (const row of rows) {
      const files = { input: resolve(base, row.input), output: resolve(base, row.output), role: row.role };
      const refuse = (thrown: unknown) => {
        const { code, details } = toKyguiError(thrown);
        const failure = failureObject(code, details);
        results.push({ input: row.input, signed: null, error: failure });
        lines.push(`${row.input}: ${code} ${describeError(code, details, language()).says}`);
        exit = exit === 1 || code === 'INTERNAL' ? 1 : 3;
      };
      let prepared: Awaited<ReturnType<typeof prepareFile>>;
      try {
        prepared = await prepareFile(files.input, stampOf(row, base), found, parts);
      } catch (thrown) {
        refuse(thrown);
        continue;
      }
      batch ??= await parts.tokens.openBatch({
        certificateThumbprint: found.certificate.thumbprint,
        pin,
        ...(words.confirmLastTry && { confirmLastTry: true }),
      });
      try {
        const signed = await signFile(files, prepared, batch, found, parts);
        results.push({ input: row.input, signed: { ...signed, output: row.output }, error: null });
        lines.push(...signedLines({ ...signed, output: row.output }));
      } catch (thrown) {
        refuse(thrown);
      }
    }
    return { json: { files: results }, lines, exit };
  } finally {
    pin.fill(0);
    await batch?.close();
  }
}
