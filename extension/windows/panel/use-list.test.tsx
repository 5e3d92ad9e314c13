// @vitest-environment happy-dom
import { render } from 'preact';
import { afterEach, expect, test, vi } from 'vitest';

vi.mock('webextension-polyfill', () => ({ default: {} }));
const { useList } = await import('./use-list.ts');

interface Page {
  items: string[];
  total: number;
}
const asked: { question: string; before: string | undefined; answer(page: Page): void }[] = [];
let seen: ReturnType<typeof useList<string, string>> | undefined;
function Probe({ question, turn }: { question: string; turn: number }) {
  const load = (before: string | undefined) =>
    new Promise<Page>((resolve) => asked.push({ question, before, answer: resolve }));
  seen = useList(load, (item) => item, question, turn);
  return null;
}
const show = (question: string, turn = 0) => render(<Probe question={question} turn={turn} />, document.body);
const answerNext = async (page: Page) => {
  await vi.waitFor(() => expect(asked).not.toHaveLength(0), { timeout: 20_000 });
  asked.shift()?.answer(page);
};
const untilShown = (items: string[]) =>
  vi.waitFor(() => expect(seen?.list?.items).toEqual(items), { timeout: 20_000 });

afterEach(() => {
  render(null, document.body);
  asked.length = 0;
});

test('the next page of a search that was left does not bring its letters back into the new one', async () => {
  show('old');
  await answerNext({ items: ['old 9', 'old 8'], total: 4 });
  await untilShown(['old 9', 'old 8']);
  seen?.more();
  const late = asked.shift();
  show('new');
  await answerNext({ items: ['new 9'], total: 1 });
  await untilShown(['new 9']);
  late?.answer({ items: ['old 7', 'old 6'], total: 4 });
  // Everything that the answer leads to has happened by the next task.
  await new Promise((resolve) => setTimeout(resolve));
  show('new');
  expect(seen?.list?.items).toEqual(['new 9']);
  expect(late).toMatchObject({ question: 'old', before: 'old 8' });
});

test('a list that was loaded again goes on from its own end while a page of the one before is on its way', async () => {
  show('all');
  await answerNext({ items: ['9', '8'], total: 3 });
  await untilShown(['9', '8']);
  seen?.more();
  const late = asked.shift();
  show('all', 1);
  await answerNext({ items: ['10', '9'], total: 4 });
  await untilShown(['10', '9']);
  seen?.more();
  late?.answer({ items: ['7'], total: 3 });
  await answerNext({ items: ['8', '7'], total: 4 });
  await untilShown(['10', '9', '8', '7']);
});
