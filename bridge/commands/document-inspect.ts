import { readPrintedLetter } from '../../shared/document/printed-letter.ts';
import type { Bridge } from '../compose.ts';
import type { Handlers } from '../listener/handlers.ts';
import { documentFindings } from './document-findings.ts';

/** What the bridge makes of a file before a certificate is chosen; places follow with `sign.prepare`. */
export function documentInspect(bridge: Bridge): NonNullable<Handlers['document.inspect']> {
  return async (body) => {
    const stored = await bridge.documents.find(body.documentId);
    const description = await bridge.reader.inspect(stored.path);
    const { verdict, findings } = await documentFindings(bridge, stored, body.role, undefined);
    const signerName = verdict.signatures[0]?.signerName;
    // A letter whose text cannot be read still opens: nothing is proposed then.
    const { pages } = await bridge.reader.text(stored.path).catch(() => ({ pages: [] }));
    return {
      pages: description.pages.map(({ width, height, rotate }) => ({ width, height, rotate })),
      hasText: description.hasText,
      verdict,
      findings,
      placements: [],
      printed: { ...readPrintedLetter(pages), ...(signerName && { signerName }) },
    };
  };
}
