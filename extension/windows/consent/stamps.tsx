import { useEffect, useRef, useState } from 'preact/hooks';
import type { Placement, Rect } from '../../../shared/document/placement.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { PreparedItem } from '../../../shared/protocol/commands/signing.ts';
import { drawingPart } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { openPdf, type PDFPageProxy } from '../parts/pdf.ts';
import { t } from '../parts/text.ts';
import { asFailure, heldFile, sha256Hex } from '../parts/worker.ts';
import { partName, reasonText } from './place-words.ts';

type Viewport = ReturnType<PDFPageProxy['getViewport']>;
type Drawing = PreparedItem['drawings'][number];

/** Told when a picture stands on the page, or why it does not. */
export type Drawn = (sha256: string, failure: Failure | null) => void;

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

/** Draws a picture of the bridge, its ground left transparent; gives it as an image address. */
async function drawPicture(jobKey: string, drawing: Drawing, viewport: Viewport): Promise<string> {
  const bytes = await (await heldFile(jobKey, drawingPart(drawing.sha256))).arrayBuffer();
  // Only the picture whose digest is approved may be shown.
  if ((await sha256Hex(bytes)) !== drawing.sha256) throw new KyguiError('PDF_CHANGED_SINCE_CONSENT');
  const pdf = await openPdf(bytes);
  const page = await pdf.getPage(1);
  const rotation = (page.rotate + viewport.rotation) % 360;
  const base = page.getViewport({ scale: 1, rotation });
  const sharpness = Math.min(window.devicePixelRatio || 1, 2) * 1.5;
  const scale = (boxOf(drawing.rect, viewport).width / base.width) * sharpness;
  const fine = page.getViewport({ scale, rotation });
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(fine.width));
  canvas.height = Math.max(1, Math.round(fine.height));
  // Given the canvas alone pdf.js takes an opaque context, and the page below would be hidden.
  const canvasContext = canvas.getContext('2d') ?? undefined;
  await page.render({ canvas: null, canvasContext, viewport: fine, background: 'rgba(0,0,0,0)' }).promise;
  void pdf.loadingTask.destroy();
  return canvas.toDataURL();
}

/** Part of the shown page that is cut out of a picture while the piece under it is dragged elsewhere. */
function withoutHole(box: Box, hole: Box | null): string | undefined {
  if (!hole) return undefined;
  const [x1, y1] = [hole.left - box.left, hole.top - box.top];
  const [x2, y2] = [x1 + hole.width, y1 + hole.height];
  const outer = `0 0, ${box.width}px 0, ${box.width}px ${box.height}px, 0 ${box.height}px, 0 0`;
  const inner = `${x1}px ${y1}px, ${x1}px ${y2}px, ${x2}px ${y2}px, ${x2}px ${y1}px, ${x1}px ${y1}px`;
  return `polygon(evenodd, ${outer}, ${inner})`;
}

/** The picture of a signature over the page; while one of its parts is dragged, that piece moves along. */
function DrawingPicture(props: {
  jobKey: string;
  drawing: Drawing;
  viewport: Viewport;
  dragged: { rect: Rect; shift: Shift } | null;
  onDrawn: Drawn;
}) {
  const { drawing, viewport, dragged } = props;
  const [picture, setPicture] = useState<string | null>(null);
  const box = boxOf(drawing.rect, viewport);
  useEffect(() => {
    let left = false;
    drawPicture(props.jobKey, drawing, viewport).then(
      (address) => {
        if (left) return;
        setPicture(address);
        props.onDrawn(drawing.sha256, null);
      },
      (thrown) => {
        if (left) return;
        setPicture(null);
        props.onDrawn(drawing.sha256, asFailure(thrown));
      },
    );
    return () => {
      left = true;
    };
  }, [drawing.sha256, viewport.scale, viewport.rotation]);
  if (!picture) return null;
  const hole = dragged && overlaps(dragged.rect, drawing.rect) ? boxOf(dragged.rect, viewport) : null;
  const style = { ...css(box), backgroundImage: `url(${picture})`, clipPath: withoutHole(box, hole) ?? '' };
  return (
    <>
      <div class="drawing" data-drawn="true" style={style} />
      {dragged && hole && (
        <div
          class="drawing"
          style={{
            ...css(hole, dragged.shift),
            backgroundImage: `url(${picture})`,
            backgroundSize: `${box.width}px ${box.height}px`,
            backgroundPosition: `${box.left - hole.left}px ${box.top - hole.top}px`,
          }}
        />
      )}
    </>
  );
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
  onDrawn: Drawn;
}) {
  const [dragged, setDragged] = useState<{ index: number; shift: Shift } | null>(null);
  const { placements, drawings } = props.item;
  const rect = dragged && placements[dragged.index]?.rect;
  return (
    <div class="stamps">
      {drawings
        .filter((drawing) => drawing.page === props.page)
        .map((drawing, index) => (
          <DrawingPicture
            key={index}
            jobKey={props.jobKey}
            drawing={drawing}
            viewport={props.viewport}
            dragged={dragged && rect ? { rect, shift: dragged.shift } : null}
            onDrawn={props.onDrawn}
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
              onDrop={(moved) =>
                props.onMove(
                  placements.map((other, at) =>
                    at === index ? { ...other, rect: moved, reason: 'given' as const } : other,
                  ),
                )
              }
            />
          ),
      )}
    </div>
  );
}
