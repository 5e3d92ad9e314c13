import { execFile } from 'node:child_process';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Sandbox } from '../sandbox/start.ts';
import { LETTER } from './job.ts';

const run = promisify(execFile);

export interface Verdicts {
  pdfsig: { validSignatures: number; lastCoversWholeFile: boolean; text: string };
  qpdf: { clean: boolean; text: string };
  kygui: unknown;
}

async function words(program: string, ...args: string[]): Promise<{ text: string; ok: boolean }> {
  try {
    const { stdout, stderr } = await run(program, args);
    return { text: `${stdout}${stderr}`, ok: true };
  } catch (error) {
    const failed = error as { stdout?: string; stderr?: string };
    return { text: `${failed.stdout ?? ''}${failed.stderr ?? ''}`, ok: false };
  }
}

/** Puts everything a person may want to look at into `out`, and lets independent tools judge the signed file. */
export async function collectArtefacts(
  sandbox: Sandbox,
  out: string,
): Promise<{ files: Record<string, string>; verdicts: Verdicts }> {
  await mkdir(out, { recursive: true });
  const document = sandbox.qlvb.dump().find((one) => `${one.number}/${one.notation}` === LETTER.code);
  if (!document) throw new Error(`${LETTER.code} is not in the document system`);
  const files: Record<string, string> = {};
  const versions = (await readdir(sandbox.qlvb.folder))
    .filter((name) => name.startsWith(`${document.id}-`))
    .sort();
  const [first] = versions;
  if (first) {
    files.original = join(out, 'original.pdf');
    await copyFile(join(sandbox.qlvb.folder, first), files.original);
  }
  const signed = sandbox.qlvb.file(document.id);
  if (!signed) throw new Error('the document system holds no signed file');
  files.signed = join(out, 'signed.pdf');
  await writeFile(files.signed, signed);

  const packages = join(sandbox.sender.home, 'packages', 'packages');
  const sent = JSON.parse((await sandbox.sender.command('outbox', '--json')).stdout).letters.find(
    (letter: { code: string }) => letter.code === LETTER.code,
  );
  files.package = join(out, 'package.edxml');
  await copyFile(join(packages, `${sent.letterId}.edxml`), files.package);

  for (const name of await readdir(join(sandbox.receiver.home, 'inbox'), { recursive: true })) {
    if (!/\.edxml$|package$/u.test(name)) continue;
    files.received = join(out, 'received-by-other-side.edxml');
    await copyFile(join(sandbox.receiver.home, 'inbox', name), files.received);
    break;
  }
  files.transcript = join(out, 'axis-transcript.jsonl');
  await copyFile(sandbox.axis.transcript, files.transcript);

  const pdfsig = await words('pdfsig', '-nocert', files.signed);
  const qpdf = await words('qpdf', '--check', files.signed);
  const own = await sandbox.sender.command('verify', files.signed, '--json');
  const lastSignature = pdfsig.text.split(/Signature #\d+:/u).at(-1) ?? '';
  return {
    files,
    verdicts: {
      pdfsig: {
        validSignatures: pdfsig.text.match(/Signature is Valid/gu)?.length ?? 0,
        lastCoversWholeFile: /Total document signed/u.test(lastSignature),
        text: pdfsig.text,
      },
      qpdf: { clean: qpdf.ok && /No syntax or stream encoding errors/u.test(qpdf.text), text: qpdf.text },
      kygui: JSON.parse(own.stdout),
    },
  };
}
