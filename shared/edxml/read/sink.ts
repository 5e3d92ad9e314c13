/** Bytes that were stored, readable at any place. */
export interface StoredBytes {
  readonly size: number;
  /** Up to `length` bytes from `offset`; fewer only at the end. */
  read(offset: number, length: number): Promise<Uint8Array>;
  discard(): Promise<void>;
}

/** Takes the bytes of one file in order. The reader awaits each write: a slow sink slows the reading down. */
export interface AttachmentSink<S extends StoredBytes> {
  write(chunk: Uint8Array): Promise<void>;
  /** Call once; afterwards only the stored bytes are used. */
  finish(): Promise<S>;
  /** Gives up what was written. */
  discard(): Promise<void>;
}

/** Opens a sink for attachment `index`, once for its decoded bytes and once more when it is unwrapped. */
export type SinkFactory<S extends StoredBytes> = (index: number) => Promise<AttachmentSink<S>>;

/** Bytes held in memory, for small packages and for places without files. */
export class MemoryBytes implements StoredBytes {
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
  }

  get size(): number {
    return this.bytes.length;
  }

  async read(offset: number, length: number): Promise<Uint8Array> {
    return this.bytes.subarray(offset, offset + length);
  }

  async discard(): Promise<void> {}
}

export const memorySink: SinkFactory<MemoryBytes> = async () => {
  let chunks: Uint8Array[] = [];
  return {
    async write(chunk) {
      chunks.push(chunk.slice());
    },
    async finish() {
      const bytes = new Uint8Array(chunks.reduce((total, chunk) => total + chunk.length, 0));
      let offset = 0;
      for (const chunk of chunks) {
        bytes.set(chunk, offset);
        offset += chunk.length;
      }
      chunks = [];
      return new MemoryBytes(bytes);
    },
    async discard() {
      chunks = [];
    },
  };
};

/** The stored bytes as a stream of pieces of at most 64 KiB. */
export async function* streamOf(stored: StoredBytes, from = 0, to = stored.size): AsyncIterable<Uint8Array> {
  for (let offset = from; offset < to; ) {
    const chunk = await stored.read(offset, Math.min(65_536, to - offset));
    if (chunk.length === 0) return;
    offset += chunk.length;
    yield chunk;
  }
}
