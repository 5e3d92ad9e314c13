import { describe, expect, it } from 'vitest';
import { reviseByStream } from './kit/appending.ts';
import { bodyOf, LETTER, makeFile, revise, signFile } from './kit/document.ts';
import { judged } from './kit/judged.ts';
import { authority } from './kit/pki.ts';

const { agency } = authority();
/** Packed into an object stream by itself. */
const TREE = 60;
const tagged = (file: Buffer) =>
  revise(file, { 1: bodyOf(file, 1).replace(/>>\s*$/u, `/StructTreeRoot ${TREE} 0 R >>`) });

/** A letter whose structure tree is packed, and the number of the object stream. */
function packed(): { file: Buffer; stream: number } {
  const file = tagged(makeFile(LETTER));
  const made = reviseByStream(file, { [TREE]: '<< /Type /StructTreeRoot /K [] >>' });
  return { file: made, stream: TREE + 1 };
}

describe('an object stream that is gone', () => {
  it('before the first signature: what was packed in it is null, and both signatures are sound', async () => {
    const { file, stream } = packed();
    const twice = signFile(signFile(revise(file, { [stream]: null })), { signer: agency });
    expect(await judged(twice)).toMatchObject({ signed: true, sound: true });
  });

  it('and comes back after a signature: what was null appears', async () => {
    const { file, stream } = packed();
    const signed = signFile(revise(file, { [stream]: null }));
    const body =
      '<< /Type /ObjStm /N 1 /First 5 /Length 38 >>\nstream\n60 0 << /Type /StructTreeRoot /K [3 0 R] >> \nendstream';
    const verdict = await judged(signFile(revise(signed, { [stream]: body }), { signer: agency }));
    expect(verdict.reasons).toContain('CHANGED_CATALOG');
    expect(verdict.sound).toBe(false);
  });

  it('taken away after a signature: what was there is missing', async () => {
    const { file, stream } = packed();
    const signed = signFile(file);
    expect(await judged(signed)).toMatchObject({ sound: true });
    expect(await judged(revise(signed, { [stream]: null }))).toMatchObject({ signed: true, sound: false });
  });
});
