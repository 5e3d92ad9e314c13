import { Socket } from 'node:net';
import { PIN_DESCRIPTOR } from './messages.ts';

/** The module process's end of the PIN pipe. */
export class PinReader {
  private readonly pipe = new Socket({ fd: PIN_DESCRIPTOR, readable: true, writable: false });

  constructor() {
    this.pipe.on('error', () => this.pipe.destroy());
    // An idle pipe must not keep the process alive once the parent is gone.
    this.pipe.unref();
  }

  /** The next `length` bytes as text, or null when the PIN is to be typed on the reader's own keys. */
  async take(length: number | null): Promise<string | null> {
    if (length === null) return null;
    if (length === 0) return '';
    for (;;) {
      const bytes: Buffer | null = this.pipe.read(length);
      if (bytes !== null && bytes.length === length) {
        const pin = bytes.toString('utf8');
        bytes.fill(0);
        return pin;
      }
      if (this.pipe.destroyed) throw new Error('the PIN pipe is closed');
      await new Promise<void>((resolve) => {
        const done = () => {
          this.pipe.off('readable', done).off('close', done);
          resolve();
        };
        this.pipe.on('readable', done).on('close', done);
      });
    }
  }
}
