import { useEffect, useRef, useState } from 'preact/hooks';
import type { Placement, Rect } from '../../../shared/document/placement.ts';
import type { PreparedItem } from '../../../shared/protocol/commands/signing.ts';
import { drawingPart } from '../../messages/job.ts';
import { openPdf, type PDFPageProxy } from '../parts/pdf.ts';
import { t } from '../parts/text.ts';
import { heldFile, sha256Hex } from '../parts/worker.ts';
import { partName, reasonText } from './place-words.ts';

type Viewport = ReturnType<PDFPageProxy['getViewport']>;
type Drawing = PreparedItem['drawings'][number];

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** A rectangle of the page in pixels of the shown page; the viewport knows about rotation and crop. */
function boxOf(rect: Rect, viewport: Viewport): Box {
  const [x1, y1] = viewport.convertToViewportPoint(rect.x, rect.y) as [number, number];
  const [x2, y2] = viewport.convertToViewportPoint(rect.x + rect.width, rect.y + rect.height) as [
    number,
    number,
  ];
  return {
    left: Math.min(x1, x2),
    top: Math.min(y1, y2),
    width: Math.abs(x2 - x1),
    height: Math.abs(y2 - y1),
  };
}

const css = (box: Box, shift = { x: 0, y: 0 }) => ({
  left: `${box.left + shift.x}px`,
  top: `${box.top + shift.y}px`,
  width: `${box.width}px`,
  height: `${box.height}px`,
});

/** The picture of a signature, drawn from the bridge's own PDF over the page, its ground left transparent. */
function DrawingPicture(props: { jobKey: string; drawing: Drawing; viewport: Viewport; shift: Shift }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const box = boxOf(props.drawing.rect, props.viewport);
  useEffect(() => {
    let left = false;
    const draw = async () => {
      const bytes = await (await heldFile(props.jobKey, drawingPart(props.drawing.sha256))).arrayBuffer();
      // Only the picture whose digest is approved may be shown.
      if ((await sha256Hex(bytes)) !== props.drawing.sha256) return;
      const pdf = await openPdf(bytes);
      const page = await pdf.getPage(1);
      const target = canvas.current;
      if (left || !target) {
        void pdf.loadingTask.destroy();
        return;
      }
      const rotation = (page.rotate + props.viewport.rotation) % 360;
      const base = page.getViewport({ scale: 1, rotation });
      const scale = (box.width / base.width) * Math.min(window.devicePixelRatio || 1, 2) * 1.5;
      const viewport = page.getViewport({ scale, rotation });
      target.width = Math.max(1, Math.round(viewport.width));
      target.height = Math.max(1, Math.round(viewport.height));
      await page.render({ canvas: target, viewport, background: 'rgba(0,0,0,0)' }).promise;
      target.setAttribute('data-drawn', 'true');
      void pdf.loadingTask.destroy();
    };
    draw().catch(() => undefined);
    return () => {
      left = true;
    };
  }, [props.drawing.sha256, props.viewport.scale, props.viewport.rotation]);
  return <canvas class="drawing" ref={canvas} style={css(box, props.shift)} />;
}

interface Shift {
  x: number;
  y: number;
}
const STILL: Shift = { x: 0, y: 0 };

/** One millimetre in points; the arrow keys move by it, with Shift by a fifth. */
const MILLIMETRE = 72 / 25.4;

/** Frame around one part of the stamp: dragged by mouse, moved by arrow keys. */
function Handle(props: {
  placement: Placement;
  viewport: Viewport;
  onShift(shift: Shift): void;
  onDrop(rect: Rect): void;
}) {
  const { placement, viewport } = props;
  const start = useRef<Shift | null>(null);
  const [shift, setShift] = useState(STILL);
  const box = boxOf(placement.rect, viewport);

  const moved = (by: Shift): Rect => {
    // Two points of the page tell what a move on the screen means in its own, perhaps rotated, space.
    const [x0, y0] = viewport.convertToPdfPoint(0, 0) as [number, number];
    const [x1, y1] = viewport.convertToPdfPoint(by.x, by.y) as [number, number];
    return { ...placement.rect, x: placement.rect.x + x1 - x0, y: placement.rect.y + y1 - y0 };
  };
  const follow = (by: Shift) => {
    setShift(by);
    props.onShift(by);
  };
  const press = (event: KeyboardEvent) => {
    const step = MILLIMETRE * viewport.scale * (event.shiftKey ? 0.2 : 1);
    const by = {
      ArrowLeft: { x: -step, y: 0 },
      ArrowRight: { x: step, y: 0 },
      ArrowUp: { x: 0, y: -step },
      ArrowDown: { x: 0, y: step },
    }[event.key];
    if (!by) return;
    event.preventDefault();
    props.onDrop(moved(by));
  };
  return (
    <button
      type="button"
      class="handle"
      style={css(box, shift)}
      aria-label={t('moveStamp', partName(placement.part))}
      title={`${partName(placement.part)} — ${reasonText(placement.reason)}`}
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        start.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={(event) => {
        if (start.current) follow({ x: event.clientX - start.current.x, y: event.clientY - start.current.y });
      }}
      onPointerUp={() => {
        start.current = null;
        if (Math.hypot(shift.x, shift.y) > 2) props.onDrop(moved(shift));
        follow(STILL);
      }}
      onPointerCancel={() => {
        start.current = null;
        follow(STILL);
      }}
    >
      <span class="handle-name">{partName(placement.part)}</span>
    </button>
  );
}

const overlaps = (a: Rect, b: Rect) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Everything that will be drawn on one page, exactly where and as it will be. */
export function Stamps(props: {
  jobKey: string;
  item: PreparedItem;
  page: number;
  viewport: Viewport;
  onMove(placements: Placement[]): void;
}) {
  const [dragged, setDragged] = useState<{ index: number; shift: Shift } | null>(null);
  const { placements, drawings } = props.item;
  const draggedRect = dragged && placements[dragged.index]?.rect;
  return (
    <div class="stamps">
      {drawings
        .filter((drawing) => drawing.page === props.page)
        .map((drawing) => (
          <DrawingPicture
            key={drawing.sha256 + drawing.rect.x + drawing.rect.y}
            jobKey={props.jobKey}
            drawing={drawing}
            viewport={props.viewport}
            shift={dragged && draggedRect && overlaps(draggedRect, drawing.rect) ? dragged.shift : STILL}
          />
        ))}
      {placements.map(
        (placement, index) =>
          placement.page === props.page && (
            <Handle
              key={`${placement.part}-${index}`}
              placement={placement}
              viewport={props.viewport}
              onShift={(shift) => setDragged(shift === STILL ? null : { index, shift })}
              onDrop={(rect) =>
                props.onMove(
                  placements.map((other, at) =>
                    at === index ? { ...other, rect, reason: 'given' as const } : other,
                  ),
                )
              }
            />
          ),
      )}
    </div>
  );
}
