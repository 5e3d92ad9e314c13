import { z } from 'zod';
import { askControl } from '../pairing/control.ts';
import { openHome } from '../settings/home.ts';
import type { Outcome } from './output.ts';

const newsSchema = z.object({ code: z.string(), expiresAt: z.string() });

/**
 * `kygui pair`: asks the running bridge for a code, shows it at once, and waits until the extension has proved it,
 * or it expires. @throws BRIDGE_NOT_RUNNING, PAIRING_BUSY, PAIRING_CODE_SPENT, PAIRING_CODE_EXPIRED
 */
export async function pair(asJson: boolean): Promise<Outcome> {
  const answer = await askControl(openHome().control, {
    ask: 'pair',
    news: (words) => {
      const { code, expiresAt } = newsSchema.parse(words);
      process.stdout.write(
        asJson
          ? `${JSON.stringify({ code, expiresAt })}\n`
          : `Mã ghép nối · pairing code:\n\n    ${code}\n\nGõ mã này vào tiện ích Ký Gửi trong trình duyệt (mã dùng được 5 phút).\nType it into the Ký Gửi extension in your browser (valid for 5 minutes).\n`,
      );
    },
  });
  return { json: answer, lines: ['Đã ghép nối. · Paired.'], oneLine: true };
}
