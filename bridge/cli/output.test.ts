import { expect, test } from 'vitest';
import { forTerminal } from './output.ts';

test('names of strangers cannot command the terminal, nor turn the line round', () => {
  expect(forTerminal('Sở\u001b[2J Mẫu\u009b1A \u202eẫuM\n\t✓\r\n Mẫu\r!')).toBe(
    'Sở\ufffd[2J Mẫu\ufffd1A ẫuM\n\t✓\r\n Mẫu\ufffd!',
  );
});
