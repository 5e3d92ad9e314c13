import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

describe('each side compiles with the globals of its own world alone', () => {
  it.each([
    ['shared', 'no Node, no browser'],
    ['bridge', 'Node without the DOM'],
    ['extension', 'a browser without Node'],
  ])('%s: %s', (side) => {
    const check = spawnSync(
      process.execPath,
      ['node_modules/typescript/bin/tsc', '--noEmit', '-p', `tests/architecture/tsconfig.${side}.json`],
      {
        cwd: root,
        encoding: 'utf8',
      },
    );
    expect(check.stdout).toBe('');
    expect(check.status).toBe(0);
  });
});
