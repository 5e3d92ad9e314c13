import { useEffect, useState } from 'preact/hooks';
import type { Placement, Rect } from '../../../shared/document/placement.ts';
import { KyguiError } from '../../../shared/errors.ts';
import type { PreparedItem } from '../../../shared/protocol/commands/signing.ts';
import { drawingPart } from '../../messages/job.ts';
import type { Failure } from '../../messages/reply.ts';
import { openPdf } from '../parts/pdf.ts';
import { asFailure, heldFile, sha256Hex } from '../parts/worker.ts';
import { type Box, boxOf, css, type Shift, STILL, type Viewport } from './stamp-geometry.ts';
import { StampHandle } from './stamp-handle.tsx';

type Drawing = PreparedItem['drawings'][number];

/** Told when a picture stands on the page, or why it does not. */
export type Drawn = (sha256: string, failure: Failure | null) => void;

/** Draws a picture of the bridge, its ground left transparent; gives it as an image address. */
async function drawPicture(jobKey: string, drawing: Drawing, viewport: Viewport): Promise<string> {
  const bytes = await (await heldFile(jobKey, drawingPart(drawing.sha256))).arrayBuffer();
  // Only the picture whose digest is approved may be shown.
  if ((await sha256Hex(bytes)) !== drawing.sha256) throw new KyguiError('PDF_CHANGED_SINCE_CONSENT');
  const pdf = await openPdf(bytes);
  const page = await pdf.getPage(1);
  // The picture stands upright for the reader, however the page below lies.
  const base = page.getViewport({ scale: 1 });
  const sharpness = Math.min(window.devicePixelRatio || 1, 2) * 1.5;
  const scale = (boxOf(drawing.rect, viewport).width / base.width) * sharpness;
  const fine = page.getViewport({ scale });
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

const overlaps = (a: Rect, b: Rect) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** Pixels from where a part is drawn to where it shall go, on the same page and in the same size. */
function shiftTo(drawn: Placement, placed: Placement | undefined, viewport: Viewport): Shift {
  if (!placed || placed.page !== drawn.page || Math.abs(placed.rect.width - drawn.rect.width) > 0.01)
    return STILL;
  const [from, to] = [boxOf(drawn.rect, viewport), boxOf(placed.rect, viewport)];
  const shift = { x: to.left - from.left, y: to.top - from.top };
  return Math.hypot(shift.x, shift.y) < 0.5 ? STILL : shift;
}

/** Everything that will be drawn on one page, exactly where and as it will be. */
export function Stamps(props: {
  jobKey: string;
  item: PreparedItem;
  /** Where each part shall go; ahead of the drawings while the bridge makes new ones. */
  placed: readonly Placement[];
  /** Where the bridge found each part to belong: a part that comes near it falls into place again. */
  found: readonly Placement[];
  /** Nothing can be moved any more. */
  fixed: boolean;
  page: number;
  viewport: Viewport;
  onMove(placements: Placement[]): void;
  onDrawn: Drawn;
}) {
  const [dragged, setDragged] = useState<{ index: number; shift: Shift } | null>(null);
  const { placements, drawings } = props.item;
  const { placed, viewport } = props;
  // A part that keys have moved goes ahead of its drawing, and its piece of the old one goes with it.
  const ahead = placements.map((one, index) => shiftTo(one, placed[index], viewport));
  const index = dragged?.index ?? ahead.findIndex((shift) => shift !== STILL);
  const rect = placements[index]?.rect;
  const own = ahead[index] ?? STILL;
  const shift = { x: own.x + (dragged?.shift.x ?? 0), y: own.y + (dragged?.shift.y ?? 0) };
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
            dragged={rect ? { rect, shift } : null}
            onDrawn={props.onDrawn}
          />
        ))}
      {placed.map(
        (placement, index) =>
          placement.page === props.page &&
          !props.fixed && (
            <StampHandle
              key={`${placement.part}-${index}`}
              placement={placement}
              viewport={props.viewport}
              found={props.found.find(({ page, part }) => page === props.page && part === placement.part)}
              onShift={(shift) => setDragged(shift === STILL ? null : { index, shift })}
              onDrop={(moved) => props.onMove(placed.map((other, at) => (at === index ? moved : other)))}
            />
          ),
      )}
    </div>
  );
}
