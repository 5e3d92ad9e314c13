import { type FilePiece, fromPiece } from '../messages/pieces.ts';
import { runtime } from './ask.ts';

/** Collects one file that the worker pours into the port of this name. */
export function receiveFile(portName: string, name: string, size: number): Promise<File> {
  return new Promise((resolve, reject) => {
    const port = runtime().connect({ name: portName });
    const pieces: BlobPart[] = [];
    port.onMessage.addListener((message) => {
      const piece = message as FilePiece;
      if (piece.piece !== '') {
        pieces.push(fromPiece(piece));
        return;
      }
      const type = name.toLowerCase().endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream';
      const file = new File(pieces, name, { type });
      port.disconnect();
      if (file.size === size) resolve(file);
      else reject(new Error('size'));
    });
    port.onDisconnect.addListener(() => reject(new Error('transfer')));
  });
}
