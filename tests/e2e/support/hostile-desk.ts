import { PDFDocument } from 'pdf-lib';
import type { FaultModule } from '../../sandbox/token/fault-module.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

/** A desk whose token counts every PIN and every signature that it is asked for. */
export async function openCountingDesk(): Promise<{ desk: Workplace; fault: FaultModule }> {
  const desk = await openWorkplace({ faultModule: true });
  const { fault } = desk.sandbox;
  if (!fault) throw new Error('no fault module');
  return { desk, fault };
}

/** A page with these words: two of them are told apart by what is drawn. */
export async function pdfSaying(text: string): Promise<Uint8Array> {
  const document = await PDFDocument.create();
  document.addPage([595.28, 841.89]).drawText(text, { x: 80, y: 700 });
  return document.save();
}
