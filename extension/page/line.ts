import type { AnsweredBy, FromPage, ToPage } from '../messages/vgca.ts';
import { kept, natives } from './natives.ts';
import { type FindRelay, findRelay } from './relay.ts';

/** What one socket says to the content script; the number is the line's own. */
export type Said = { say: 'connect'; path: string } | { say: 'frame'; text: string } | { say: 'close' };

/** One socket's end of the line. */
export interface LineEnd {
  say(said: Said): void;
}

/** Many sockets on the one port to the content script; what is said to one reaches that one only. */
export interface Line {
  /** Opens an end; `hear` is told what comes for it until it is closed. */
  open(hear: (message: ToPage) => void): LineEnd;
  /** Who would answer a socket of this page just now; `theirs` too when nobody can be asked. */
  whoAnswers(): Promise<AnsweredBy>;
}

export function openLine(find: FindRelay = findRelay): Line {
  const hearers = kept.map<number, (message: ToPage) => void>();
  let ends = 0;
  const relay = find((message) => hearers.get(message.socket)?.(message));
  const open: Line['open'] = (hear) => {
    ends += 1;
    const socket = ends;
    hearers.set(socket, hear);
    return {
      say(said) {
        if (said.say === 'close') hearers.delete(socket);
        relay.post({ socket, ...said } as FromPage);
      },
    };
  };
  return {
    open,
    whoAnswers: () =>
      new natives.Promise((resolve) => {
        const end = open((message) => {
          end.say({ say: 'close' });
          resolve(message.say === 'open' ? message.by : 'theirs');
        });
        end.say({ say: 'connect', path: '/' });
      }),
  };
}
