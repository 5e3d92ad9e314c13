import { type FromPage, fromPageText, type ToPage, VGCA_HELLO, VGCA_PORT_EVENT } from '../messages/vgca.ts';
import { natives } from './natives.ts';

/** The way to the extension's content script; what comes before it stands is kept. */
export interface Relay {
  post(message: FromPage): void;
}

export type FindRelay = typeof findRelay;

/**
 * Finds the content script of the same frame. Both run before the first script of the page, in either order: the
 * later one greets, and the port goes over in an event that no page script can hear yet. It carries text only, and a
 * page that got hold of it could ask for no more than it may ask anyway.
 */
export function findRelay(hear: (message: ToPage) => void): Relay {
  const { port1, port2 } = new MessageChannel();
  let handed = false;
  const hand = () => {
    if (handed) return;
    // Told synchronously whether somebody took it: the listener cancels the event.
    const event = new MessageEvent(VGCA_PORT_EVENT, { ports: [port2], cancelable: true });
    handed = !document.dispatchEvent(event);
    if (handed) document.removeEventListener(VGCA_HELLO, hand);
  };
  document.addEventListener(VGCA_HELLO, hand);
  port1.onmessage = ({ data }) => hear(natives.readJson(data) as ToPage);
  hand();
  const post = port1.postMessage.bind(port1);
  return { post: (message) => post(fromPageText(message)) };
}
