import { expect, it } from 'vitest';
import { pdfTime, timeText } from './time-text.ts';

it('writes times of Vietnam, with the day of Vietnam', () => {
  const evening = Date.UTC(2026, 0, 4, 17, 0, 5);
  expect(timeText(evening)).toBe('05.01.2026 00:00:05 +07:00');
  expect(pdfTime(evening)).toBe("D:20260105000005+07'00'");
});
