/** The part of the browser's WebSocket that the channel uses; tests give their own. */
export type BridgeSocket = Pick<
  WebSocket,
  'binaryType' | 'bufferedAmount' | 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose' | 'onerror'
>;

/** Opens a WebSocket; the browser itself adds the extension's origin. */
export type OpenSocket = (url: string) => BridgeSocket;

/** Bytes of a binary message; anything else gives none, which no step accepts. */
export function messageBytes(data: unknown): Uint8Array {
  return data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(0);
}

/** True when some program answers on the port. A refused upgrade and a free port look alike to a WebSocket. */
export type ProbePort = (port: number) => Promise<boolean>;

/** Asks the port for nothing; an empty 404 is an answer, a refused connection is none. */
export async function probePort(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`, {
      mode: 'no-cors',
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(2_000),
    });
    return true;
  } catch {
    return false;
  }
}
