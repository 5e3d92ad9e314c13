import { type PDFDict, PDFStream } from 'pdf-lib';

/**
 * A stream whose data stays in the file (or, for generated ones, in memory) until asked for through
 * `PdfView.streamBytes`. `start` is the offset of its first data byte.
 */
export class FileStream extends PDFStream {
  readonly start: number;
  readonly number: number;
  readonly generation: number;

  constructor(dict: PDFDict, start: number, number: number, generation: number) {
    super(dict);
    this.start = start;
    this.number = number;
    this.generation = generation;
  }
}
