import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareSignature } from '../../../bridge/pdf/prepare.ts';
import { PdfReaderHost } from '../../../bridge/pdf/prepare-host/pdf-reader-host.ts';
import type { SignatureRequestInput } from '../../../bridge/pdf/request.ts';
import { makeLetter, makePng } from '../../vectors/make-pdf.ts';
import { libraries, SIGNING_TIME } from '../../vectors/sign-for-test.ts';

const entry = fileURLToPath(new URL('../../../bridge/pdf/prepare-host/child.ts', import.meta.url));
const settings = { entry, execArgv: ['--import', 'tsx'] };
const request: SignatureRequestInput = {
  role: 'approve',
  image: makePng(120, 50, [0, 0, 160]),
  signerName: 'Nguyễn Văn Mẫu',
  time: SIGNING_TIME,
};

let folder = '';
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kygui-hostile-'));
  writeFileSync(at('letter.pdf'), await makeLetter());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A one-page PDF with the given objects from number 3 on; object 3 is the page. */
function pdfOf(...objects: (string | Buffer)[]): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n')];
  const offsets: number[] = [];
  let length = parts[0]?.length ?? 0;
  const all = ['<< /Type /Catalog /Pages 2 0 R >>', '<< /Type /Pages /Kids [3 0 R] /Count 1 >>', ...objects];
  for (const [index, one] of all.entries()) {
    const object = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(one),
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(length);
    parts.push(object);
    length += object.length;
  }
  const rows = offsets.map((one) => `${String(one).padStart(10, '0')} 00000 n \n`).join('');
  const size = all.length + 1;
  parts.push(
    Buffer.from(`xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\n`),
  );
  parts.push(Buffer.from(`startxref\n${length}\n%%EOF\n`));
  return Buffer.concat(parts);
}

const stream = (data: Buffer, entries = ''): Buffer =>
  Buffer.concat([
    Buffer.from(`<< /Length ${data.length} ${entries} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);

const PAGE =
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /XObject << /A 5 0 R >> >> >>';

describe('the reading process', () => {
  it('prepares exactly what the bridge would prepare itself', async () => {
    const host = new PdfReaderHost(settings);
    try {
      const remote = await host.prepare(at('letter.pdf'), request);
      const local = await prepareSignature(at('letter.pdf'), request, { libraries });
      expect(remote.placements).toEqual(local.placements);
      expect(remote.drawings.map((one) => one.sha256)).toEqual(local.drawings.map((one) => one.sha256));
      const description = await host.inspect(at('letter.pdf'));
      expect(description).toMatchObject({ damaged: false, hasText: true, encrypted: false });
      await expect(host.prepare(at('nothing.pdf'), request)).rejects.toMatchObject({
        code: 'PDF_READ_FAILED',
      });
    } finally {
      host.close();
    }
  });

  it('survives a decompression bomb in the page', async () => {
    const bomb = stream(deflateSync(Buffer.alloc(300 * 1024 * 1024, 0x20)), '/Filter /FlateDecode');
    writeFileSync(at('bomb.pdf'), pdfOf(PAGE, bomb, stream(Buffer.from(''))));
    const host = new PdfReaderHost({ ...settings, megabytes: 512 });
    try {
      // Text that cannot be read is no text: the place is the default one, nothing else happens.
      const prepared = await host.prepare(at('bomb.pdf'), request);
      expect(prepared.placements).toMatchObject([{ reason: 'default' }]);
    } finally {
      host.close();
    }
  });

  it('survives forms that call each other without end', async () => {
    const again = stream(
      Buffer.from('/A Do /A Do /A Do /A Do'),
      '/Type /XObject /Subtype /Form /Resources << /XObject << /A 5 0 R >> >>',
    );
    writeFileSync(at('loop.pdf'), pdfOf(PAGE, stream(Buffer.from('/A Do '.repeat(5000))), again));
    const host = new PdfReaderHost(settings);
    try {
      await expect(host.prepare(at('loop.pdf'), request)).resolves.toMatchObject({
        sha256: expect.any(String),
      });
    } finally {
      host.close();
    }
  });

  it('stops reading text when a page has too much of it', async () => {
    const much = Buffer.from(`${'[[[['.repeat(10)}${'1 0 0 1 0 0 cm BT ET '.repeat(600_000)}`);
    writeFileSync(at('much.pdf'), pdfOf(PAGE, stream(much), stream(Buffer.from(''))));
    const host = new PdfReaderHost(settings);
    try {
      await expect(host.prepare(at('much.pdf'), request)).resolves.toMatchObject({
        placements: [{ reason: 'default' }],
      });
    } finally {
      host.close();
    }
  });

  it('counts processor time, not the clock: a machine with other work to do is no hostile file', async () => {
    // A process that gets its turn after three seconds only, and then answers.
    const waits = 'process.on("message", (m) => { if (m.kind !== "order") return;';
    const answers = 'process.send({ kind: "described", description: { hasText: true } }); });';
    const sleeps = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3000);';
    writeFileSync(at('slow.mjs'), `${waits} ${sleeps} ${answers}`);
    const slow = new PdfReaderHost({ entry: at('slow.mjs'), seconds: 2.8 });
    try {
      expect(await slow.inspect(at('letter.pdf'))).toMatchObject({ hasText: true });
    } finally {
      slow.close();
    }
    // The same page that is read to its end above, with less time for it than it takes.
    const host = new PdfReaderHost({ ...settings, seconds: 0.2 });
    try {
      await expect(host.prepare(at('much.pdf'), request)).rejects.toMatchObject({
        code: 'PDF_READER_TIMEOUT',
      });
    } finally {
      host.close();
    }
  });

  it('is ended when it takes too long, and the next job gets a new one', async () => {
    // No process starts within a twentieth of a second.
    const host = new PdfReaderHost({ ...settings, seconds: 0.01 });
    try {
      for (let job = 0; job < 2; job++) {
        await expect(host.prepare(at('letter.pdf'), request)).rejects.toMatchObject({
          code: 'PDF_READER_TIMEOUT',
        });
      }
    } finally {
      host.close();
    }
  });

  it('is missed by nobody when it is killed in the middle', async () => {
    const host = new PdfReaderHost({ ...settings, megabytes: 35 });
    try {
      // Less than Node itself takes: the process is ended by its own watch.
      await expect(host.prepare(at('letter.pdf'), request)).rejects.toMatchObject({
        code: 'PDF_READER_CRASHED',
      });
    } finally {
      host.close();
    }
  });
});

describe('page trees and field trees that bite their own tail', () => {
  it('are walked once', async () => {
    const kids = pdfOf('<< /Type /Pages /Parent 2 0 R /Kids [2 0 R 3 0 R] /Count 1 >>');
    writeFileSync(at('circle.pdf'), kids);
    await expect(
      prepareSignature(at('circle.pdf'), { ...request, role: 'plain' }, { libraries }),
    ).rejects.toMatchObject({
      code: 'PDF_PAGE_MISSING',
    });
  });
});
