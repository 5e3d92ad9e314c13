import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

/** One call, as it is shown to people. Holds no header, no signature and no secret. */
export interface TranscriptEntry {
  at: string;
  profile: 'vxp' | 'lgsp';
  operation: string;
  systemId: string;
  parameters: Record<string, string>;
  requestBytes: number;
  httpStatus: number;
  result: string;
  docId?: string;
  fault?: string;
  milliseconds: number;
}

/** Every call of the axis as JSON lines. */
export class Transcript {
  readonly path: string;
  readonly recent: TranscriptEntry[] = [];

  constructor(path: string) {
    mkdirSync(dirname(path), { recursive: true });
    this.path = path;
  }

  write(entry: TranscriptEntry): void {
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`);
    this.recent.push(entry);
    if (this.recent.length > 200) this.recent.shift();
  }
}
