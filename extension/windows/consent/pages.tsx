import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Placement } from '../../../shared/document/placement.ts';
import type { PreparedItem } from '../../../shared/protocol/commands/signing.ts';
import type { PDFDocumentProxy, PDFPageProxy } from '../parts/pdf.ts';
import { t } from '../parts/text.ts';
import { type Drawn, Stamps } from './stamps.tsx';

interface Props {
  pdf: PDFDocumentProxy;
  /** Which of the job's files is shown. */
  part: string;
  jobKey: string;
  item: PreparedItem | null;
  placed: readonly Placement[];
  found: readonly Placement[];
  /** Approved: what is drawn stands, and nothing can be moved any more. */
  fixed: boolean;
  /** Page to bring into view when it changes. */
  page: number;
  onPage(page: number): void;
  onMove(placements: Placement[]): void;
  onDrawn: Drawn;
}

/** Pages are drawn this much before they come into view. */
const AHEAD = '600px';

/** One page: drawn when it comes near the visible part, so that 500 pages cost no more than the ones looked at. */
function Page(props: Props & { number: number; width: number }) {
  const host = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const [near, setNear] = useState(props.number === 1);

  useEffect(() => {
    const observer = new IntersectionObserver((seen) => setNear(seen.some((entry) => entry.isIntersecting)), {
      rootMargin: AHEAD,
    });
    if (host.current) observer.observe(host.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    let left = false;
    void props.pdf.getPage(props.number).then((loaded) => {
      if (!left) setPage(loaded);
    });
    return () => {
      left = true;
    };
  }, [props.pdf, props.number]);
  // Another file takes this one's place: what stands here is not its page yet.
  useLayoutEffect(() => () => canvas.current?.removeAttribute('data-drawn'), [props.pdf]);

  const base = page?.getViewport({ scale: 1 });
  const viewport = base && page?.getViewport({ scale: props.width / base.width });
  useEffect(() => {
    const target = canvas.current;
    if (!page || !viewport || !near || !target) return;
    const sharpness = Math.min(window.devicePixelRatio || 1, 2);
    const fine = page.getViewport({ scale: viewport.scale * sharpness });
    target.width = Math.floor(fine.width);
    target.height = Math.floor(fine.height);
    const task = page.render({ canvas: target, viewport: fine });
    task.promise.then(
      () => {
        target.setAttribute('data-drawn', 'true');
        performance.mark('page-drawn');
      },
      () => undefined,
    );
    return () => task.cancel();
  }, [page, near, props.width]);

  const height = viewport?.height ?? props.width * Math.SQRT2;
  return (
    <div
      class="sheet"
      ref={host}
      data-page={props.number}
      style={{ width: `${props.width}px`, height: `${height}px` }}
    >
      <canvas ref={canvas} role="img" aria-label={t('pageNumber', props.number, props.pdf.numPages)} />
      {viewport && props.item && (
        <Stamps
          jobKey={props.jobKey}
          item={props.item}
          placed={props.placed}
          found={props.found}
          fixed={props.fixed}
          page={props.number}
          viewport={viewport}
          onMove={props.onMove}
          onDrawn={props.onDrawn}
        />
      )}
    </div>
  );
}

/** All pages one below the other, with the stamps over them. */
export function Pages(props: Props) {
  const desk = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  const [zoom, setZoom] = useState(1);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setWidth(Math.max(320, Math.min(900, entry.contentRect.width - 48)));
    });
    if (desk.current) observer.observe(desk.current);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    desk.current?.querySelector(`[data-page="${props.page}"]`)?.scrollIntoView({ block: 'start' });
  }, [props.page, width > 0]);
  // Once, when the stamps are there: what will be drawn is brought into view.
  const shownStamps = useRef(false);
  useEffect(() => {
    if (shownStamps.current || !props.item?.placements.length) return;
    const timer = setTimeout(() => {
      const handles = desk.current?.querySelectorAll('.handle') ?? [];
      const last = handles[handles.length - 1];
      if (!last) return;
      shownStamps.current = true;
      last.scrollIntoView({ block: 'center' });
    }, 100);
    return () => clearTimeout(timer);
  }, [props.item]);

  const shownWidth = width * zoom;
  return (
    <section class="viewer" data-part={props.part} aria-label={t('consentPages')}>
      <div class="viewer-bar">
        <button
          type="button"
          class="button quiet"
          disabled={props.page <= 1}
          onClick={() => props.onPage(props.page - 1)}
        >
          <span aria-hidden="true">‹</span> {t('previousPage')}
        </button>
        <span>{t('pageNumber', props.page, props.pdf.numPages)}</span>
        <button
          type="button"
          class="button quiet"
          disabled={props.page >= props.pdf.numPages}
          onClick={() => props.onPage(props.page + 1)}
        >
          {t('nextPage')} <span aria-hidden="true">›</span>
        </button>
        <span class="spread" />
        <button
          type="button"
          class="button quiet"
          aria-label={t('zoomOut')}
          disabled={zoom <= 0.5}
          onClick={() => setZoom(Math.max(0.5, zoom - 0.25))}
        >
          −
        </button>
        <span>{Math.round(zoom * 100)} %</span>
        <button
          type="button"
          class="button quiet"
          aria-label={t('zoomIn')}
          disabled={zoom >= 3}
          onClick={() => setZoom(Math.min(3, zoom + 0.25))}
        >
          +
        </button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div class="desk" ref={desk} tabIndex={0}>
        {width > 0 &&
          Array.from({ length: props.pdf.numPages }, (_, index) => (
            <Page key={index} {...props} number={index + 1} width={shownWidth} />
          ))}
      </div>
    </section>
  );
}
