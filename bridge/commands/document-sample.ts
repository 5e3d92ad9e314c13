import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';

const NAME = 'ky-thu.pdf';

/** Makes a page of our own for a first signature and stores it like any document. */
export function documentSample(bridge: Bridge): NonNullable<Handlers['document.sample']> {
  return async (_body, { origin }) => {
    const pdf = await bridge.reader.sample();
    const whole = async function* () {
      yield pdf;
    };
    const stored = await bridge.documents.put({ name: NAME, origin, size: pdf.length }, whole());
    return {
      documentId: stored.documentId,
      name: stored.name,
      sha256: stored.sha256,
      size: stored.size,
    };
  };
}
