import type { ByteSource } from '../file/source.ts';

/** The first bytes of a source as if the file ended there; closing it leaves the source open. */
export class SourcePrefix implements ByteSource {
  readonly size: number;
  readonly #source: ByteSource;

  constructor(source: ByteSource, size: number) {
    this.size = Math.min(size, source.size);
    this.#source = source;
  }

  read(offset: number, length: number): Uint8Array {
    const start = Math.max(0, Math.min(offset, this.size));
    return this.#source.read(start, Math.max(0, Math.min(start + length, this.size) - start));
  }

  close(): void {}
}
