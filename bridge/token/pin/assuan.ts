import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

/** Longest line of the Assuan protocol, line feed included (Libassuan manual, "Server responses"). */
const LINE_LIMIT = 1002;
const LINE_FEED = 0x0a;

/** What a server said to one command: its data, still to be wiped by the caller, or the error it named. */
export type AssuanAnswer = { ok: true; data: Uint8Array } | { ok: false; code: number; text: string };

/** A client of a program that speaks Assuan on its standard input and output, such as a pinentry. */
export class AssuanClient {
  private readonly program: ChildProcessByStdio<Writable, Readable, null>;
  private buffered = Buffer.alloc(0);
  private readonly wake = new Set<() => void>();
  private failed: Error | undefined;

  constructor(path: string, args: readonly string[] = []) {
    this.program = spawn(path, [...args], { stdio: ['pipe', 'pipe', 'ignore'] });
    const fail = (error: Error) => {
      this.failed ??= error;
      this.wakeAll();
    };
    this.program.on('error', fail);
    this.program.stdin.on('error', fail);
    this.program.stdout.on('data', (part: Buffer) => {
      const joined = Buffer.concat([this.buffered, part]);
      // What was read may hold a PIN: no copy of it stays behind.
      this.buffered.fill(0);
      part.fill(0);
      this.buffered = joined;
      this.wakeAll();
    });
    this.program.stdout.on('close', () => fail(new Error('the program ended')));
  }

  /** Waits for the greeting. @throws Error when the program does not start or greet */
  async greeting(): Promise<void> {
    const answer = await this.answer();
    if (!answer.ok) throw new Error(answer.text);
  }

  /** Sends one command line. `text` is escaped here. */
  async command(verb: string, text = ''): Promise<AssuanAnswer> {
    const line = text === '' ? verb : `${verb} ${escapeText(text)}`;
    if (Buffer.byteLength(line) >= LINE_LIMIT) throw new RangeError('line too long');
    this.program.stdin.write(`${line}\n`);
    return this.answer();
  }

  close(): void {
    this.buffered.fill(0);
    if (this.failed === undefined) this.program.stdin.end('BYE\n');
    this.program.kill();
  }

  private async answer(): Promise<AssuanAnswer> {
    let data = Buffer.alloc(0);
    for (;;) {
      const line = await this.line();
      if (startsWith(line, 'D ')) {
        const part = unescapeData(line.subarray(2));
        const joined = Buffer.concat([data, part]);
        for (const copy of [data, part, line]) copy.fill(0);
        data = joined;
      } else if (startsWith(line, 'OK')) {
        return { ok: true, data };
      } else if (startsWith(line, 'ERR ')) {
        data.fill(0);
        const [, number = '0', text = ''] = /^ERR (\d+) ?(.*)$/su.exec(line.toString('utf8')) ?? [];
        // The low 16 bits are the error, the high ones its source (libgpg-error).
        return { ok: false, code: Number(number) & 0xffff, text };
      }
      // S (status), # (comment) and INQUIRE lines have no meaning for a prompt.
    }
  }

  private async line(): Promise<Buffer> {
    for (;;) {
      const end = this.buffered.indexOf(LINE_FEED);
      if (end >= 0) {
        const line = Buffer.from(this.buffered.subarray(0, end));
        const rest = Buffer.from(this.buffered.subarray(end + 1));
        this.buffered.fill(0);
        this.buffered = rest;
        return line;
      }
      if (this.failed !== undefined) throw this.failed;
      if (this.buffered.length > LINE_LIMIT) throw new Error('the program sent an endless line');
      await new Promise<void>((woken) => this.wake.add(woken));
    }
  }

  private wakeAll(): void {
    for (const woken of this.wake) woken();
    this.wake.clear();
  }
}

function startsWith(line: Buffer, text: string): boolean {
  return line.subarray(0, text.length).equals(Buffer.from(text));
}

/** Percent, carriage return and line feed may not stand in a line as they are. */
export function escapeText(text: string): string {
  return text.replace(
    /[%\r\n]/gu,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** Undoes the percent escapes of a data line, byte by byte: it may be a PIN, so no string is made of it. */
export function unescapeData(line: Uint8Array): Buffer {
  const out = Buffer.alloc(line.length);
  let length = 0;
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at] ?? 0;
    const high = hexDigit(line[at + 1]);
    const low = hexDigit(line[at + 2]);
    const escaped = byte === 0x25 && high >= 0 && low >= 0;
    out[length++] = escaped ? high * 16 + low : byte;
    if (escaped) at += 2;
  }
  return out.subarray(0, length);
}

function hexDigit(byte: number | undefined): number {
  if (byte === undefined) return -1;
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const upper = byte & ~0x20;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : -1;
}
