import { KyguiError } from '../../errors.ts';
import { compact } from '../compact.ts';
import type { ResponseFor } from '../model.ts';
import { portableEngine } from '../portable-engine.ts';
import { decodePackage } from './decode.ts';
import { Fields } from './fields.ts';
import type { InElement } from './in-element.ts';
import { DEFAULT_LIMITS } from './limits.ts';
import { TreeBuilder } from './tree.ts';
import { WarningList } from './warnings.ts';

/** The header lies in the first megabyte, or it is not looked for. */
const HEAD = 1024 * 1024;

function closedChild(element: InElement | undefined, name: string): InElement | undefined {
  return element?.children.find((child) => child.local === name);
}

/**
 * Who sent a package that was refused for its DOCTYPE, as far as that can be read safely, so that the sender can be
 * answered with status 02: only elements that stand complete before the first entity count. Undefined when the sender
 * or the DocumentId is not among them.
 */
export async function salvageAddress(source: AsyncIterable<Uint8Array>): Promise<ResponseFor | undefined> {
  const warnings = new WarningList(0);
  const ignored = { payloadOpened: () => {}, payloadClosed: () => {} };
  const tree = new TreeBuilder(DEFAULT_LIMITS, warnings, ignored, true);
  const decoder = new TextDecoder();
  let seen = 0;
  try {
    const bytes = decodePackage(
      source,
      portableEngine.sha256(),
      { size: 0, leadingLines: 0, encoding: 'utf-8' },
      DEFAULT_LIMITS,
      warnings,
    );
    for await (const chunk of bytes) {
      tree.write(decoder.decode(chunk.subarray(0, HEAD - seen), { stream: true }));
      seen += chunk.length;
      if (seen >= HEAD) break;
    }
  } catch (error) {
    // What was complete before the fault is all that is wanted.
    if (!(error instanceof KyguiError)) throw error;
  }
  const envelope = tree.root?.local === 'edXMLEnvelope' ? tree.root : closedChild(tree.root, 'edXMLEnvelope');
  const message = closedChild(closedChild(envelope, 'edXMLHeader'), 'MessageHeader');
  if (message === undefined) return undefined;
  const whole = { ...message, children: message.children.filter((child) => child.closed === true) };
  const header = new Fields(whole, warnings);
  const organId = header.one('From')?.text('OrganId');
  const documentId = header.text('DocumentId');
  if (organId === undefined || documentId === undefined) return undefined;
  const code = header.one('Code');
  const [number, notation] = [code?.text('CodeNumber'), code?.text('CodeNotation')];
  return compact({
    organId,
    documentId,
    code: number === undefined || notation === undefined ? undefined : `${number}/${notation}`,
    promulgationDate: header.one('PromulgationInfo')?.day('PromulgationDate'),
  });
}
