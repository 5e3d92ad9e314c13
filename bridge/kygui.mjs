#!/usr/bin/env node
// The command `kygui`. The program itself is built from TypeScript; without a build this says how to get one.
import { existsSync } from 'node:fs';

const built = new URL('../dist/bridge/main.js', import.meta.url);
if (existsSync(built)) {
  await import(built.href);
} else {
  process.stderr.write(
    'Chưa có bản dựng. Chạy: npm ci && npm run build\nNot built yet. Run: npm ci && npm run build\n',
  );
  process.exitCode = 2;
}
