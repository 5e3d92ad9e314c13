import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The guide's own commands: what IT is told to type is what the tests run. */
const blocks = [
  ...readFileSync(new URL('../../../docs/it-guide.md', import.meta.url), 'utf8').matchAll(
    /```sh\n([\s\S]*?)```/gu,
  ),
].map((match) => match[1] ?? '');
const block = (word: string): string => {
  const found = blocks.find((text) => text.includes(word));
  if (found === undefined) throw new Error(`docs/it-guide.md has no commands with ${word}`);
  return found;
};

function type(commands: string, folder: string): void {
  const done = spawnSync('bash', ['-e', '-c', commands], { cwd: folder, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(done.stderr);
}

/** An agency's authority in a folder, with the gateway's certificate for `localhost`. */
export interface GatewayAuthority {
  folder: string;
  path(name: string): string;
  text(name: string): string;
  /** Enrols one bridge; `NAME.pem` and `NAME.key` lie in the folder. `days` 0 is over when it is made. */
  enrol(name: string, days?: number): void;
  withdraw(name: string): void;
}

export async function createGatewayAuthority(folder: string): Promise<GatewayAuthority> {
  await mkdir(folder, { recursive: true });
  type(block('gateway-ca.key').replaceAll('gateway.example.vn', 'localhost'), folder);
  const path = (name: string) => join(folder, name);
  return {
    folder,
    path,
    text: (name) => readFileSync(path(name), 'utf8'),
    enrol(name, days = 397) {
      const commands = block('bridge.csr').replace(/\bbridge\b(?=\.)|\bbridge-01\b/gu, name);
      type(commands.replace('-days 397', `-days ${days}`), folder);
    },
    withdraw(name) {
      type(block('denied.txt').replace('bridge.pem', `${name}.pem`), folder);
    },
  };
}
