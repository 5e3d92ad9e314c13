import { open } from 'node:fs/promises';
import { arch } from 'node:process';

/** Processor and width that a shared library was built for, as Node names architectures. */
export type BinaryArch = 'x64' | 'ia32' | 'arm64' | 'arm' | 'universal' | 'other';

const HEADER = 1024;
const peMachines: Record<number, BinaryArch> = { 34404: 'x64', 332: 'ia32', 43620: 'arm64', 452: 'arm' };
const elfMachines: Record<number, BinaryArch> = { 62: 'x64', 3: 'ia32', 183: 'arm64', 40: 'arm' };
const machCpus: Record<number, BinaryArch> = { 16777223: 'x64', 7: 'ia32', 16777228: 'arm64', 12: 'arm' };

/**
 * Reads the header of a library: PE (IMAGE_FILE_HEADER.Machine), ELF (e_machine) or Mach-O (cputype).
 * Null when it is none of them.
 */
export function binaryArch(header: Uint8Array): BinaryArch | null {
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  if (view.byteLength < 64) return null;
  if (view.getUint16(0, true) === 0x5a4d) {
    const at = view.getUint32(0x3c, true);
    if (at + 6 > view.byteLength || view.getUint32(at, true) !== 0x4550) return null;
    return peMachines[view.getUint16(at + 4, true)] ?? 'other';
  }
  if (view.getUint32(0, false) === 0x7f454c46) {
    const little = header[5] === 1;
    return elfMachines[view.getUint16(18, little)] ?? 'other';
  }
  const magic = view.getUint32(0, true);
  if (magic === 0xfeedfacf || magic === 0xfeedface) return machCpus[view.getUint32(4, true)] ?? 'other';
  if (view.getUint32(0, false) === 0xcafebabe) return 'universal';
  return null;
}

/** The same for a file. */
export async function fileArch(path: string): Promise<BinaryArch | null> {
  const file = await open(path, 'r');
  try {
    const header = new Uint8Array(HEADER);
    const { bytesRead } = await file.read(header, 0, HEADER, 0);
    return binaryArch(header.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}

/** True when this process can load a library of that kind. */
export function loadable(found: BinaryArch, own: string = arch): boolean {
  return found === own || found === 'universal';
}
