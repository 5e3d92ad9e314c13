/** @needs pinentry-tty python3 */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { pinentrySource } from '../../bridge/token/pin/pinentry.ts';

/** A terminal with somebody at it: tells its name, waits for a prompt, types what it was told to. */
const person = `
import os, pty, sys, tty
master, slave = pty.openpty()
print(os.ttyname(slave), flush=True)
seen = b""
while b"PIN" not in seen:
    seen += os.read(master, 1024)
os.write(master, sys.argv[1].encode() + b"\\n")
sys.stdin.read()
`;

test('a real pinentry program asks at a terminal and hands the PIN over', async () => {
  const terminal = spawn('python3', ['-c', person, '97531-mẫu'], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const name = await new Promise<string>((resolve) =>
      terminal.stdout.once('data', (line: Buffer) => resolve(line.toString().trim())),
    );
    const answer = await pinentrySource({ program: 'pinentry-tty', terminal: name }).ask({
      tokenLabel: 'KYGUI SANDBOX',
      serialTail: '1234',
      certificateName: 'Nguyễn Văn Mẫu',
      triesLeft: 3,
      lastTry: false,
      purpose: 'login',
    });
    expect(answer.kind === 'pin' && new TextDecoder().decode(answer.pin)).toBe('97531-mẫu');
  } finally {
    terminal.kill();
  }
});
