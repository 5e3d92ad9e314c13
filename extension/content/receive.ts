import { takeFile } from '../messages/pieces.ts';
import { runtime } from './ask.ts';

/** Collects one file that the worker pours into the port of this name. */
export async function receiveFile(portName: string, name: string, size: number): Promise<File> {
  const port = runtime().connect({ name: portName });
  // The worker keeps the file at hand until the port is closed, also by a page that could not take it.
  const bytes = await takeFile(port, () => undefined).finally(() => port.disconnect());
  const type = name.toLowerCase().endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream';
  const file = new File([bytes], name, { type });
  if (file.size !== size) throw new Error('size');
  return file;
}
