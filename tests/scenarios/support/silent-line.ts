import { connect, createServer, type Socket } from 'node:net';

/**
 * A line to a server that can die as a pulled cable, a lost VPN or a silent firewall lets it die: nothing is delivered
 * and nothing is reset. What was written meanwhile lies in the line and arrives when it is mended.
 */
export interface SilentLine {
  /** The server's address with this line before it. */
  through(url: string): string;
  /** From now on nothing is carried, in either direction, on connections old and new. */
  die(): void;
  /**
   * The first COMMIT after a statement with `text` in it reaches the server, and from then on nothing comes back;
   * resolves in that moment.
   */
  loseAnswerToCommitOf(text: string): Promise<void>;
  /** New connections are carried again, and on old ones what the bridge had said arrives late. */
  mend(): void;
  close(): Promise<void>;
}

export async function silentLine(port: number): Promise<SilentLine> {
  const sockets = new Set<Socket>();
  let dead = false;
  let lossy: { text: string; met: boolean; tell: () => void } | null = null;

  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {});
      from.on('close', () => {
        sockets.delete(from);
        to.end();
      });
      from.on('data', (piece: Buffer) => {
        // Data that was read in the moment of the death waits with the rest.
        if (dead) {
          from.pause();
          from.unshift(piece);
          return;
        }
        to.write(piece);
        if (from === near) watch(piece);
      });
    }
    if (dead) for (const socket of [near, far]) socket.pause();
  });
  const watch = (piece: Buffer) => {
    if (!lossy) return;
    lossy.met ||= piece.includes(lossy.text);
    if (!lossy.met || !piece.includes('COMMIT')) return;
    lossy.tell();
    lossy = null;
    die();
  };
  const die = () => {
    dead = true;
    for (const socket of sockets) socket.pause();
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  return {
    through: (url) => url.replace(`:${port}/`, `:${own}/`),
    die,
    loseAnswerToCommitOf: (text) =>
      new Promise((resolve) => {
        lossy = { text, met: false, tell: resolve };
      }),
    mend() {
      dead = false;
      for (const socket of sockets) socket.resume();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
