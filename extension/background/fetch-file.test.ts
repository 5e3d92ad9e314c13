import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** What the server sends, and after how many seconds. */
let pieces: { after: number; bytes: Uint8Array }[];
vi.mock('./redirects.ts', () => ({
  fetchChecked: async (_: string, { signal }: { signal: AbortSignal }) => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal.addEventListener('abort', () => controller.error(signal.reason));
        let at = 0;
        for (const { after, bytes } of pieces) {
          at += after;
          setTimeout(() => controller.enqueue(bytes), at * 1000);
        }
        setTimeout(() => {
          if (!signal.aborted) controller.close();
        }, at * 1000);
      },
    });
    return { response: new Response(body), redirected: false };
  },
}));
const { fetchFile } = await import('./fetch-file.ts');

const ORIGIN = 'https://qlvb.example.vn';
const START = new TextEncoder().encode('%PDF-1.7');
const take = () =>
  fetchFile({ address: `${ORIGIN}/a`, name: 'a.pdf', fromPage: false, post: undefined }, ORIGIN, {}).then(
    ({ size }) => size,
    ({ code, details }) => `${code} ${details.reason}`,
  );

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('a file that comes slowly but steadily is waited for, longer than one of which nothing comes', async () => {
  const half = new Uint8Array(8_000_000);
  pieces = [
    { after: 1, bytes: START },
    { after: 100, bytes: half },
    { after: 200, bytes: half },
  ];
  const steady = take();
  await vi.advanceTimersByTimeAsync(302_000);
  expect(await steady).toBe(16_000_008);
});

it('a file that stops coming is given up', async () => {
  pieces = [
    { after: 1, bytes: START },
    { after: 900, bytes: START },
  ];
  const stalled = take();
  await vi.advanceTimersByTimeAsync(125_000);
  expect(await stalled).toBe('SITE_FETCH_FAILED timeout');
});
