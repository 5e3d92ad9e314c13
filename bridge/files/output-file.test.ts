import { execFileSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { outputFile } from './output-file.ts';
import { assertRegularFile } from './regular-file.ts';

let dir = '';
const at = (...names: string[]) => join(dir, ...names);

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kygui-output-'));
  mkdirSync(at('disk'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** As every writer of results does it. */
async function write(output: string, text: string): Promise<void> {
  const { path, draft } = await outputFile(output);
  await writeFile(draft, text, { flag: 'wx' });
  await rename(draft, path);
}

/** The draft of a process that is gone: it has run, and its number is not in use again yet. */
function draftOfTheDead(draft: string): string {
  const gone = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
  return draft.replace(`-${process.pid}-`, `-${gone}-`);
}

describe('where a result goes', () => {
  it('is the file that a link leads to, there already or not, and the link stays', async () => {
    writeFileSync(at('disk', 'old.pdf'), 'cũ');
    symlinkSync(at('disk', 'old.pdf'), at('link.pdf'));
    symlinkSync('link.pdf', at('second.pdf'));
    symlinkSync(join('disk', 'new.pdf'), at('dangling.pdf'));
    await write(at('second.pdf'), 'mới');
    await write(at('dangling.pdf'), 'mới');
    for (const name of ['link.pdf', 'second.pdf', 'dangling.pdf'])
      expect(lstatSync(at(name)).isSymbolicLink(), name).toBe(true);
    expect(readFileSync(at('disk', 'old.pdf'), 'utf8')).toBe('mới');
    expect(readFileSync(at('disk', 'new.pdf'), 'utf8')).toBe('mới');
    expect(readdirSync(at('disk')).sort()).toEqual(['new.pdf', 'old.pdf']);
  });

  it('is where a link leads from the folder that holds it, however that folder was reached', async () => {
    mkdirSync(at('disk', 'inner'));
    symlinkSync(join('..', 'there.pdf'), at('disk', 'inner', 'link.pdf'));
    symlinkSync(at('disk', 'inner'), at('short'));
    await write(at('short', 'link.pdf'), 'mới');
    expect(readFileSync(at('disk', 'there.pdf'), 'utf8')).toBe('mới');
    expect(lstatSync(at('disk', 'inner', 'link.pdf')).isSymbolicLink()).toBe(true);
  });

  it('is never a folder, a device or a circle of links', async () => {
    symlinkSync(at('one'), at('two'));
    symlinkSync(at('two'), at('one'));
    symlinkSync('/dev/null', at('null.pdf'));
    for (const output of [at('disk'), at('one'), '/dev/null', at('null.pdf')])
      await expect(outputFile(output), output).rejects.toMatchObject({
        code: 'OUTPUT_NOT_A_FILE',
        details: { file: basename(output) },
      });
  });

  it('loses what a killed process left beside it, and nothing that another still writes', async () => {
    const { draft } = await outputFile(at('disk', 'letter.pdf'));
    const dead = draftOfTheDead(at(basename(draft)));
    // The parent of this test lives as long as the test.
    const alive = at(basename(draft).replace(`-${process.pid}-`, `-${process.ppid}-`));
    const elsewhere = dead.replace(/kygui-[0-9a-f]{8}-/u, 'kygui-00000000-');
    const foreign = at('letter.pdf.part');
    for (const path of [dead, alive, elsewhere, foreign]) writeFileSync(path, 'nửa chừng');
    await outputFile(at('other.pdf'));
    expect(readdirSync(dir).sort()).toEqual(
      ['disk', ...[alive, elsewhere, foreign].map((path) => basename(path))].sort(),
    );
  });

  it('has a draft with a name that fits where the longest name fits', async () => {
    const output = at(`${'ặ'.repeat(83)}.pdf`);
    await write(output, 'x');
    expect(readFileSync(output, 'utf8')).toBe('x');
  });
});

describe('what is read', () => {
  it('is an ordinary file, or not there, which the reader tells', () => {
    writeFileSync(at('letter.pdf'), '');
    assertRegularFile(at('letter.pdf'));
    assertRegularFile(at('missing.pdf'));
    symlinkSync('circle.pdf', at('circle.pdf'));
    assertRegularFile(at('circle.pdf'));
    assertRegularFile(at(`${'a'.repeat(5000)}.pdf`));
    for (const path of [dir, '/dev/zero'])
      expect(() => assertRegularFile(path), path).toThrow(
        expect.objectContaining({ code: 'INPUT_NOT_A_FILE' }),
      );
  });
});
