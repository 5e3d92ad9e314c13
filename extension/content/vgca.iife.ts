import { pourFile, takePort } from '../messages/pieces.ts';
import {
  type AnsweredBy,
  FRAME_LIMIT,
  type FromPage,
  fromPage,
  LONGEST_PATH,
  type ToPage,
  VGCA_HELLO,
  VGCA_PORT_EVENT,
  type VgcaAsk,
  type VgcaTell,
  vgcaPort,
} from '../messages/vgca.ts';
import { askWorker, isCutOff, runtime } from './ask.ts';
import { carriedRequest } from './request-files.ts';

/** Between tries to reach a worker that was stopped; it is started by the try. */
const AGAIN_MS = 400;
/** Tries in a row that may fail before the page is told that the extension is gone. */
const TRIES = 5;

/** Sockets that a frame may hold open; pages that sign a hundred messages at once stay far below. Idle ones make room. */
const MOST_SOCKETS = 2000;

/** One socket of the page: one call to the worker at a time. */
interface Call {
  path: string;
  asked: boolean;
  over: boolean;
  leave(): void;
}

const freshCall = (path: string): Call => ({ path, asked: false, over: false, leave: () => undefined });

/** A blob of this page, poured to the worker; another origin's blob is out of reach here anyway. */
async function pour(jobKey: string, address: string): Promise<void> {
  const port = runtime().connect({ name: takePort(jobKey) });
  try {
    await pourFile(port, await (await fetch(address)).blob());
  } catch {
    // The worker tells the clerk when the port ends before the file does.
    port.disconnect();
  }
}

/** Carries calls between the page's world and the worker; it decides nothing, the worker trusts nothing of it. */
function serve(port: MessagePort): void {
  const calls = new Map<number, Call>();
  const tell = (message: ToPage) => port.postMessage(JSON.stringify(message));

  /** Asks until there is an answer: a worker that was stopped meanwhile is started again, and knows the call by its id. */
  const ask = (socket: number, call: Call, frame: string) => {
    const callId = crypto.randomUUID();
    const { text, addresses } = carriedRequest(frame);
    const question: VgcaAsk = { path: call.path, text: text.slice(0, FRAME_LIMIT + 1) };
    let failures = 0;
    const attempt = () => {
      if (call.over) return;
      try {
        const way = runtime().connect({ name: vgcaPort(callId) });
        call.leave = () => way.disconnect();
        way.onMessage.addListener((message) => {
          failures = 0;
          const said = message as VgcaTell;
          if (said.tell === 'pour') {
            void pour(said.jobKey, said.address);
            return;
          }
          call.over = true;
          for (const address of addresses) URL.revokeObjectURL(address);
          tell({ socket, say: 'reply', text: said.text });
          way.disconnect();
        });
        way.onDisconnect.addListener(() => again());
        way.postMessage(question);
      } catch {
        again();
      }
    };
    const again = () => {
      failures += 1;
      if (call.over) return;
      if (failures > TRIES || isCutOff()) {
        call.over = true;
        tell({ socket, say: 'failed' });
      } else setTimeout(attempt, AGAIN_MS * failures);
    };
    attempt();
  };

  /** Pages that look for the program by sockets may leave them open: the oldest without a question ends. */
  const dropIdle = (): boolean => {
    const idle = [...calls].find(([, { asked, over }]) => !asked || over);
    if (!idle) return false;
    calls.delete(idle[0]);
    tell({ socket: idle[0], say: 'failed' });
    return true;
  };

  const connect = async (socket: number) => {
    const reply = await askWorker<{ by: AnsweredBy }>('vgca.connect', {}).catch(() => undefined);
    if (reply?.ok) tell({ socket, say: 'open', by: reply.body.by });
    else tell({ socket, say: 'failed' });
  };

  const hear = (message: FromPage) => {
    const { socket } = message;
    if (message.say === 'connect') {
      if (calls.size >= MOST_SOCKETS && !dropIdle()) {
        tell({ socket, say: 'failed' });
        return;
      }
      calls.set(socket, freshCall(message.path.slice(0, LONGEST_PATH)));
      void connect(socket);
      return;
    }
    const call = calls.get(socket);
    if (!call) return;
    if (message.say === 'close') {
      call.over = true;
      call.leave();
      calls.delete(socket);
    } else if (!call.asked || call.over) {
      // A page that keeps its socket may ask again after the answer; one question at a time.
      const now = { ...freshCall(call.path), asked: true };
      calls.set(socket, now);
      ask(socket, now, message.text);
    }
  };
  port.onmessage = ({ data }) => {
    const message = fromPage(data);
    if (message) hear(message);
  };
}

const takeItsPort = (event: Event) => {
  const [port] = (event as MessageEvent).ports;
  if (!port) return;
  event.preventDefault();
  document.removeEventListener(VGCA_PORT_EVENT, takeItsPort);
  serve(port);
};
document.addEventListener(VGCA_PORT_EVENT, takeItsPort);
document.dispatchEvent(new Event(VGCA_HELLO));
