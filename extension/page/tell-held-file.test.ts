// @vitest-environment happy-dom
import { afterEach, expect, test, vi } from 'vitest';
import { tellHeldFile } from './tell-held-file.ts';

const EVENT = 'kygui-test';
afterEach(() => {
  document.dispatchEvent(new Event(`${EVENT}-over`));
  vi.restoreAllMocks();
});

test('the bytes that the viewer was given a moment ago are told, by an address in the memory of the page', async () => {
  document.body.innerHTML = '<div class="pdfViewer"></div>';
  const viewing = window as unknown as { PDFViewerApplication?: object };
  const kept: Blob[] = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((file) => {
    kept.push(file as Blob);
    return 'blob:https://qlvb.example.vn/1';
  });
  const told = new Promise<string>((resolve) => {
    document.addEventListener(EVENT, (event) => resolve((event as CustomEvent<string>).detail), {
      once: true,
    });
  });
  tellHeldFile(EVENT);
  const asked = new Event(`${EVENT}-ask`, { bubbles: true, composed: true });
  document.querySelector('.pdfViewer')?.dispatchEvent(asked);
  const getData = async () => new TextEncoder().encode('%PDF-1.7 thư');
  viewing.PDFViewerApplication = { pdfDocument: { getData } };
  expect(JSON.parse(await told)).toEqual({ bytes: 'blob:https://qlvb.example.vn/1' });
  expect(await kept[0]?.text()).toBe('%PDF-1.7 thư');
});
