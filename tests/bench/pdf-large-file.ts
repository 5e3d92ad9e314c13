import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Writes a sound PDF of about `size` bytes: one page, and streams of random data as scans fill them. */
export async function writeLargePdf(path: string, size: number): Promise<void> {
  const handle = await open(path, 'w');
  let offset = 0;
  const offsets: number[] = [];
  const put = async (data: string | Uint8Array) => {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'latin1') : data;
    await handle.write(bytes);
    offset += bytes.length;
  };
  const object = async (...parts: (string | Uint8Array)[]) => {
    offsets.push(offset);
    await put(`${offsets.length} 0 obj\n`);
    for (const part of parts) await put(part);
    await put('\nendobj\n');
  };
  await put('%PDF-1.5\n%\xe2\xe3\xcf\xd3\n');
  // The empty signature field, object 4, is for peers that cannot make their own.
  await object('<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> >>');
  await object('<< /Type /Pages /Kids [3 0 R] /Count 1 >>');
  await object('<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << >> /Annots [4 0 R] >>');
  await object('<< /Type /Annot /Subtype /Widget /FT /Sig /T (Peer) /F 132 /P 3 0 R /Rect [50 50 200 90] >>');
  const block = 4 * 1024 * 1024;
  while (offset < size - 2000) {
    const data = randomBytes(Math.min(block, size - 1500 - offset));
    await object(`<< /Length ${data.length} >>\nstream\n`, data, '\nendstream');
  }
  const xref = offset;
  const rows = offsets.map((one) => `${String(one).padStart(10, '0')} 00000 n \n`).join('');
  await put(`xref\n0 ${offsets.length + 1}\n0000000000 65535 f \n${rows}`);
  await put(`trailer\n<< /Size ${offsets.length + 1} /Root 1 0 R >>\nstartxref\n${xref}\n%%EOF\n`);
  await handle.close();
}
