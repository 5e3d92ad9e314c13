import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the program finds its own parts: beside the built `main.js`, or in the sources when run from there. */
export interface ProgramPlaces {
  /** Entry of the process that holds a PKCS#11 module. */
  tokenHost: URL;
  /** Entry of the process that reads a foreign PDF. */
  judgeHost: string;
  /** Entry of the process that finds places and draws stamps. */
  pdfReader: string;
  fonts: string;
  /** Node options of child processes. */
  execArgv: string[];
}

/** @param base `import.meta.url` of the program's entry */
export function programPlaces(base: string): ProgramPlaces {
  const built = new URL('./token-host.js', base);
  if (existsSync(fileURLToPath(built))) {
    return {
      tokenHost: built,
      judgeHost: fileURLToPath(new URL('./judge-host.js', base)),
      pdfReader: fileURLToPath(new URL('./pdf-reader.js', base)),
      fonts: fileURLToPath(new URL('./fonts', base)),
      execArgv: [],
    };
  }
  return {
    tokenHost: new URL('./token/host/child.ts', base),
    judgeHost: fileURLToPath(new URL('./pdf/judge/host/child.ts', base)),
    pdfReader: fileURLToPath(new URL('./pdf/prepare-host/child.ts', base)),
    fonts: fileURLToPath(new URL('./pdf/drawing/fonts', base)),
    execArgv: ['--import', 'tsx'],
  };
}
