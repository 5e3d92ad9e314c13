import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { givenPlaceSchema } from '../../shared/document/placement.ts';
import { copyKindSchema, roleSchema } from '../../shared/document/role.ts';
import { describeError, KyguiError, toKyguiError } from '../../shared/errors.ts';
import { outputFile } from '../files/output-file.ts';
import { severalAtOnce } from '../program/several-at-once.ts';
import type { Batch } from '../token/batch.ts';
import { failureObject, language, type Outcome } from './output.ts';
import { takePins } from './pins.ts';
import {
  goesAtOnce,
  type PreparedFile,
  prepareFile,
  type SignerWords,
  type SignFiles,
  type SignParts,
  signedLines,
  signFile,
  signFileAtOnce,
} from './sign.ts';
import type { StampWords } from './stamp-words.ts';

/** LIST.json of `kygui sign-batch`: one row for each file; relative paths start at the folder of LIST.json. */
const batchListSchema = z
  .array(
    z.strictObject({
      input: z.string().min(1),
      output: z.string().min(1),
      role: roleSchema,
      number: z.string().optional(),
      notation: z.string().optional(),
      date: z.string().optional(),
      text: z.string().optional(),
      copyKind: copyKindSchema.optional(),
      image: z.string().optional(),
      imageWidth: z.number().positive().max(200).optional(),
      page: z.int().min(1).optional(),
      rect: z.string().optional(),
      anchor: z.string().optional(),
      field: z.string().optional(),
      /** As `--place`: one place, or one for each part. */
      place: z.union([givenPlaceSchema, z.array(givenPlaceSchema).min(1)]).optional(),
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

/**
 * Files are signed side by side: two rows that name one result, or a result that is another row's input, however they
 * spell it, would take a signed file away. @throws USAGE
 */
async function assertApart(rows: readonly Row[], base: string): Promise<void> {
  const place = async (file: string): Promise<string> => {
    const path = resolve(base, file);
    return realpath(path).catch(async () =>
      join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path)),
    );
  };
  const inputs = new Set(await Promise.all(rows.map(({ input }) => place(input))));
  const outputs = new Set<string>();
  for (const [index, { output }] of rows.entries()) {
    const at = await place(output);
    if (outputs.has(at) || inputs.has(at))
      throw new KyguiError('USAGE', { problem: `LIST.json: ${index}.output: hai lần / twice` });
    outputs.add(at);
  }
}

function stampOf(row: Row, base: string): StampWords {
  const { input: _input, output: _output, image, place, ...rest } = row;
  const set = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    role: row.role,
    ...set,
    ...(image !== undefined && { image: resolve(base, image) }),
    ...(place !== undefined && { place: JSON.stringify(place) }),
  };
}

/** One row of the result: what was signed, or why not. */
interface RowResult {
  json: { input: string; signed: unknown; error: Record<string, unknown> | null };
  lines: string[];
  exit: 0 | 1 | 3;
}

/** Files under way at a time beside those that a reading process holds: the token never waits for one. */
const AHEAD = 2;

/** Failures of the token, after which the other files cannot be signed either; a PIN above all is not tried again. */
const endsBatch = (thrown: unknown): boolean => {
  const { code } = toKyguiError(thrown);
  return code.startsWith('TOKEN_') || code === 'CANCELLED';
};

/** Says how many PINs the files cost. @throws TOKEN_PINS_TOO_FEW when they are not at hand */
function tellPins(needed: number, files: number, given: number | null, tell: (line: string) => void): void {
  tell(
    needed === 1
      ? `1 mã PIN cho ${files} tệp · 1 PIN for ${files} files`
      : `${needed} mã PIN cho ${files} tệp: thiết bị ký số đòi mã PIN cho mỗi chữ ký · ${needed} PINs for ${files} files: the token wants one for each signature`,
  );
  if (given !== null && given < needed) throw new KyguiError('TOKEN_PINS_TOO_FEW', { needed, given });
}

/**
 * `kygui sign-batch LIST.json`: one PIN where the token allows, each file its own row of the result. While the token
 * signs one file, others are read, hashed, drawn, flushed and judged. What a file lacks stops that file alone; a token
 * that does not open stops the batch before anything is signed, and one that fails later leaves whole files behind.
 */
export async function signBatch(
  list: string,
  words: SignerWords,
  parts: SignParts,
  tell: (line: string) => void = (line) => void process.stderr.write(`${line}\n`),
): Promise<Outcome> {
  const pins = takePins(words);
  let opening: Promise<Batch> | undefined;
  try {
    const rows = await readList(list);
    const base = dirname(resolve(list));
    await assertApart(rows, base);
    const found = await parts.tokens.find(words.cert);
    const { thumbprint } = found.certificate;
    const told = await parts.tokens.pinsNeeded(thumbprint, rows.length);
    if (told.certain) tellPins(told.count, rows.length, pins.given, tell);
    let opened: Batch | null = null;
    let ended = false;
    const open = async (): Promise<Batch> => {
      const batch = await parts.tokens.openBatch({
        certificateThumbprint: thumbprint,
        pin: pins.source,
        ...(words.confirmLastTry && { confirmLastTry: true }),
      });
      try {
        // Some tokens tell only after the login what each signature costs; nothing is signed yet.
        const needed = batch.token.pinPad ? 0 : batch.pinsNeeded(rows.length);
        if (!told.certain && needed > 0) tellPins(needed, rows.length, pins.given, tell);
      } catch (thrown) {
        await batch.close();
        throw thrown;
      }
      const sign = async (...digest: Parameters<Batch['signer']['sign']>) => {
        if (ended) throw new KyguiError('TOKEN_BATCH_CLOSED');
        try {
          return await batch.signer.sign(...digest);
        } catch (thrown) {
          ended ||= endsBatch(thrown);
          throw thrown;
        }
      };
      opened = { ...batch, signer: { ...batch.signer, sign } };
      return opened;
    };
    const signRow = async (row: Row): Promise<RowResult> => {
      const stamp = stampOf(row, base);
      let files: SignFiles;
      let prepared: PreparedFile | null = null;
      try {
        if (ended) throw new KyguiError('TOKEN_BATCH_CLOSED');
        const output = await outputFile(resolve(base, row.output));
        files = { input: resolve(base, row.input), output, role: row.role };
        // Until one file has shown that it can be signed no PIN is used.
        if (!opened || !goesAtOnce(stamp)) prepared = await prepareFile(files.input, stamp, found, parts);
      } catch (thrown) {
        return refused(row, thrown);
      }
      opening ??= open();
      const batch = await opening;
      try {
        const signed = {
          ...(prepared
            ? await signFile(files, prepared, batch, found, parts)
            : await signFileAtOnce(files, stamp, batch, found, parts)),
          output: row.output,
        };
        return { json: { input: row.input, signed, error: null }, lines: signedLines(signed), exit: 0 };
      } catch (thrown) {
        return refused(row, thrown);
      }
    };
    const results = await severalAtOnce(rows, parts.reader.processes + AHEAD, signRow);
    const exits = results.map(({ exit }) => exit);
    return {
      json: { files: results.map(({ json }) => json) },
      lines: results.flatMap(({ lines }) => lines),
      exit: exits.includes(1) ? 1 : exits.includes(3) ? 3 : 0,
    };
  } finally {
    await (await opening?.catch(() => undefined))?.close();
    pins.wipe();
  }
}

function refused(row: Row, thrown: unknown): RowResult {
  const { code, details } = toKyguiError(thrown);
  return {
    json: { input: row.input, signed: null, error: failureObject(code, details) },
    lines: [`${row.input}: ${code} ${describeError(code, details, language()).says}`],
    exit: code === 'INTERNAL' ? 1 : 3,
  };
}
