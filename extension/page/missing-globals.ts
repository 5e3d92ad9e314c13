import { VGCA_OPERATIONS, VGCA_PORT, type VgcaOperation } from '../../shared/vgca/operations.ts';
import { awayReply } from './away.ts';
import { natives } from './natives.ts';

/** The plug-in's own words, with its own choice of key. */
const NO_SOCKETS = 'WebSocket NOT supported by your Browser!';
const TELLS_BY_MESSAGE = ['VerifyXML', 'VerifyJson'];

type Callback = (...words: unknown[]) => void;

/** What the plug-in's function does, and one thing more: a call that cannot be carried is told to the page. */
function call({ path, literal, sender, silent }: VgcaOperation) {
  return (...words: unknown[]): void => {
    const from = sender ? words[0] : undefined;
    const own = sender ? 1 : 0;
    const payload = literal ?? words[own];
    const callback = silent
      ? undefined
      : (words[literal === undefined ? own + 1 : own] as Callback | undefined);
    const tell = (text: string) => {
      if (typeof callback !== 'function') return;
      if (sender) callback(from, text);
      else callback(text);
    };
    if (!('WebSocket' in window)) {
      const key = TELLS_BY_MESSAGE.includes(path) ? 'Message' : 'Error';
      tell(natives.writeJson({ [key]: NO_SOCKETS, Status: 500 }));
      return;
    }
    // Taken from the page at the time of the call: some pages watch for the socket in this very moment.
    const socket = new window.WebSocket(`wss://127.0.0.1:${VGCA_PORT}/${path}`);
    let answered = false;
    socket.onopen = () => socket.send(payload as string);
    socket.onmessage = ({ data }) => {
      answered = true;
      tell(data);
      socket.close();
    };
    socket.onclose = () => {
      if (!answered) tell(awayReply(path));
    };
  };
}

/**
 * Functions of the plug-in for pages that do not bring them. They give way to the page's own without a trace: a
 * declaration or an assignment of the page replaces them.
 */
export function offerMissingGlobals(): void {
  const calls = VGCA_OPERATIONS.map((operation) => [operation.call, call(operation)] as const);
  const offer = (name: string, value: unknown) => {
    if (name in window) return;
    Object.defineProperty(window, name, { value, writable: true, configurable: true, enumerable: false });
  };
  for (const [name, value] of calls) offer(name, value);
  offer('vgcapluginObject', Object.fromEntries(calls));
}
