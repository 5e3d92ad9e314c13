/**
 * Put into a page's own world while a file is taken from its viewer: tells, by an address in the page's memory, the
 * bytes that a viewer made of pdf.js holds, however it got them. It is asked by an event at the viewer: a frame of the
 * same origin, or a part of the page. Runs by its source alone: it may use nothing outside of itself.
 */
export function tellHeldFile(eventName: string): void {
  /** What viewers made of pdf.js leave in their window. */
  interface Viewing {
    PDFViewerApplication?: { pdfDocument?: { getData(): Promise<Uint8Array<ArrayBuffer>> } | null };
  }
  const over = new AbortController();
  const { signal } = over;
  const tell = (what: object) =>
    document.dispatchEvent(new CustomEvent(eventName, { detail: JSON.stringify(what) }));
  const held = (at: EventTarget | undefined) => {
    const world = ((at as HTMLIFrameElement | undefined)?.contentWindow ?? window) as Viewing;
    return world.PDFViewerApplication?.pdfDocument;
  };
  document.addEventListener(
    `${eventName}-ask`,
    async (asked) => {
      const [at] = asked.composedPath();
      // It may have been opened a moment ago.
      for (let turn = 0; turn < 100 && !signal.aborted; turn += 1) {
        const file = held(at);
        if (file) {
          const bytes = await file.getData();
          tell({ bytes: URL.createObjectURL(new Blob([bytes], { type: 'application/pdf' })) });
          return;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      tell({ none: true });
    },
    { signal },
  );
  document.addEventListener(`${eventName}-over`, () => over.abort(), { once: true });
}
