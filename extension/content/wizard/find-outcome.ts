import type { Afterwards } from '../../../shared/profile/schema.ts';
import { selectorFor } from './selector.ts';

/** Where systems of all makes say what became of a file: by role (WAI-ARIA 1.2) or by the usual names. */
const SAYING = [
  '[role="alert"]',
  '[role="status"]',
  '[aria-live]',
  '[class*="toast"]',
  '[class*="alert"]',
  '[class*="success"]',
  '[class*="notif"]',
  '[class*="message"]',
  '[class*="thong-bao"]',
  '[class*="thongbao"]',
  '[id*="ThongBao"]',
  '[id*="thongBao"]',
  '[id*="Message"]',
  '.xong',
].join(',');

/** Words of success, where nothing says the opposite: "không thành công" is none. */
const SUCCEEDED =
  '^(?!.*(?:[Kk]hông|[Cc]hưa|[Ll]ỗi|[Tt]hất bại|KHÔNG|LỖI)).*(?:[Tt]hành công|THÀNH CÔNG|[Đđ]ã (?:lưu|nhận|cập nhật|tải lên|ghi))';
const WITHIN_SECONDS = 15;

const outcome = (selector: string): Afterwards => ({
  within: WITHIN_SECONDS,
  // Looked for by its usual names: a system that says it elsewhere, or not at all, has done nothing wrong.
  silent: true,
  when: { text: [{ selector, pattern: SUCCEEDED }] },
});

/** What the page shows when it took the file, looked for in the tree in which its file input stands. */
export function outcomeBeside(input: Element): Afterwards {
  const inner = selectorFor(input)?.split(' >>> ') ?? [];
  return outcome([...inner.slice(0, -1), SAYING].join(' >>> '));
}

/** The place where the person says that the page tells it. */
export function outcomeAt(element: Element): Afterwards | undefined {
  const selector = selectorFor(element);
  return selector === undefined ? undefined : outcome(selector);
}
