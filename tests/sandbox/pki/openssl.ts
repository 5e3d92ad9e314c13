import { execFile } from 'node:child_process';

/** Runs the openssl command line; rejects with its standard error when the exit status is not 0. */
export function openssl(args: readonly string[], cwd?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(
      'openssl',
      [...args],
      { ...(cwd === undefined ? {} : { cwd }), timeout: 60_000, maxBuffer: 16 * 1024 * 1024 },
      (error, stdout, stderr) => {
        if (error === null) resolve(stdout);
        else reject(new Error(`openssl ${args.join(' ')}\n${stderr || error.message}`, { cause: error }));
      },
    );
  });
}
