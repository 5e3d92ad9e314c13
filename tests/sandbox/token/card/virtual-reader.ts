import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { PivApplet } from './piv-applet.ts';

const PCSC_SOCKET = '/run/pcscd/pcscd.comm';
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so.0.8';
/**
 * Answer to reset. By its historical bytes OpenSC knows the card for one that is good at EC; from cards it does
 * not know it takes RSA alone.
 */
const ATR = Buffer.from('3bf81300008131fe15597562696b657934d4', 'hex');

/** A PC/SC daemon with one virtual reader (vsmartcard), into which cards of this process are put. */
export interface VirtualReader {
  /** Puts a card in; the returned function pulls it out. */
  insert(card: PivApplet): Promise<() => void>;
  close(): Promise<void>;
}

/** Why no virtual reader can be started here, or null when one can. */
export async function virtualReaderProblem(): Promise<string | null> {
  if (process.getuid?.() !== 0) return 'pcscd needs root';
  if (!existsSync(PCSC_SOCKET)) return null;
  const answers = await new Promise<boolean>((resolve) => {
    const trying = connect(PCSC_SOCKET);
    trying.once('connect', () => resolve(true)).once('error', () => resolve(false));
    trying.once('connect', () => trying.destroy());
  });
  if (answers) return 'another PC/SC daemon runs: systemctl stop pcscd.socket pcscd';
  // Left behind by a daemon that was killed.
  await Promise.all([PCSC_SOCKET, '/run/pcscd/pcscd.pid'].map((path) => rm(path, { force: true })));
  return null;
}

/** Starts pcscd with a reader on `port`. Needs root, and no other pcscd: its socket has one fixed place. */
export async function startVirtualReader(dir: string, port: number): Promise<VirtualReader> {
  const config = join(dir, 'reader.conf.d');
  await mkdir(config, { recursive: true });
  await mkdir('/run/pcscd', { recursive: true });
  const reader = `FRIENDLYNAME "Kygui Sandbox Reader"\nDEVICENAME /dev/null:${port}\nLIBPATH ${DRIVER}\nCHANNELID ${port}\n`;
  await writeFile(join(config, 'vpcd'), reader);
  const daemon = spawn('pcscd', ['--foreground', '--config', config], { stdio: 'ignore' });
  await until(() => existsSync(PCSC_SOCKET) && daemon.exitCode === null, 'pcscd did not start');
  return {
    insert: async (card) => {
      const socket = await connectCard(port, daemon);
      serve(socket, card);
      return () => socket.destroy();
    },
    close: async () => {
      if (daemon.exitCode !== null) return;
      const ended = new Promise<void>((resolve) => daemon.once('exit', () => resolve()));
      daemon.kill();
      await ended;
    },
  };
}

/** The reader listens and the card connects (vpcd); the reader may need a moment after its start. */
async function connectCard(port: number, daemon: ChildProcess): Promise<Socket> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (daemon.exitCode !== null) throw new Error('pcscd ended');
    const socket = await new Promise<Socket | null>((resolve) => {
      const trying = connect(port, '127.0.0.1');
      trying.once('connect', () => resolve(trying));
      trying.once('error', () => resolve(null));
    });
    if (socket !== null) return socket;
    await pause(50);
  }
  throw new Error('no reader on its port');
}

/** vpcd's wire form: two bytes of length, then one control byte (off, on, reset, ATR) or a command APDU. */
function serve(socket: Socket, card: PivApplet): void {
  let received = Buffer.alloc(0);
  const send = (data: Buffer) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(data.length);
    socket.write(Buffer.concat([length, data]));
  };
  socket.on('error', () => {});
  socket.on('data', (part) => {
    received = Buffer.concat([received, part]);
    while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
      const message = received.subarray(2, 2 + received.readUInt16BE(0));
      received = received.subarray(2 + message.length);
      if (message.length > 1) send(card.answer(message));
      else if (message[0] === 4) send(ATR);
      else card.reset();
    }
  });
}

async function until(condition: () => boolean, problem: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (condition()) return;
    await pause(50);
  }
  throw new Error(problem);
}
