import type { TargetedPointerEvent } from 'preact';
import { useRef } from 'preact/hooks';
import { type MessageKey, t } from '../parts/text.ts';
import type { Crop } from './picture/raster.ts';
import { inside } from './picture/trim.ts';

type Edge = 'left' | 'right' | 'top' | 'bottom';
const EDGES: readonly [Edge, MessageKey][] = [
  ['left', 'cropLeft'],
  ['right', 'cropRight'],
  ['top', 'cropTop'],
  ['bottom', 'cropBottom'],
];
const lies = (edge: Edge) => (edge === 'left' || edge === 'right' ? 'x' : 'y');

interface Size {
  width: number;
  height: number;
}

/** A crop with one edge moved; the others stay, and at least two pixels remain. */
export function withEdge(crop: Crop, edge: Edge, by: number, size: Size): Crop {
  const right = crop.x + crop.width;
  const bottom = crop.y + crop.height;
  const between = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
  switch (edge) {
    case 'left': {
      const x = between(crop.x + by, 0, right - 2);
      return inside({ ...crop, x, width: right - x }, size);
    }
    case 'right':
      return inside({ ...crop, width: between(right + by, crop.x + 2, size.width) - crop.x }, size);
    case 'top': {
      const y = between(crop.y + by, 0, bottom - 2);
      return inside({ ...crop, y, height: bottom - y }, size);
    }
    default:
      return inside({ ...crop, height: between(bottom + by, crop.y + 2, size.height) - crop.y }, size);
  }
}

/** The whole frame moved, as far as the picture goes. */
export function moved(crop: Crop, byX: number, byY: number, size: Size): Crop {
  const x = Math.min(Math.max(0, crop.x + byX), size.width - crop.width);
  const y = Math.min(Math.max(0, crop.y + byY), size.height - crop.height);
  return inside({ ...crop, x, y }, size);
}

type Press = TargetedPointerEvent<HTMLElement>;

/**
 * Frame over the picture: dragged as a whole or by its edges; by keyboard the frame and each edge are moved by the
 * arrow keys, with Shift by single pixels.
 */
export function CropFrame(props: { crop: Crop; size: Size; onCrop(crop: Crop): void }) {
  const { crop, size, onCrop } = props;
  const drag = useRef<{ x: number; y: number; from: Crop; scale: number } | null>(null);
  const percent = (value: number, of: number) => `${(value / of) * 100}%`;
  const at = (edge: Edge): number =>
    ({ left: crop.x, right: crop.x + crop.width, top: crop.y, bottom: crop.y + crop.height })[edge];

  const around = {
    left: percent(crop.x, size.width),
    top: percent(crop.y, size.height),
    width: percent(crop.width, size.width),
    height: percent(crop.height, size.height),
  };

  const dragging = (turn: (from: Crop, byX: number, byY: number) => Crop) => ({
    onPointerDown(event: Press) {
      const stage = event.currentTarget.parentElement?.getBoundingClientRect();
      if (!stage) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      drag.current = { x: event.clientX, y: event.clientY, from: crop, scale: size.width / stage.width };
    },
    onPointerMove(event: Press) {
      const held = drag.current;
      if (!held) return;
      onCrop(turn(held.from, (event.clientX - held.x) * held.scale, (event.clientY - held.y) * held.scale));
    },
    onPointerUp() {
      drag.current = null;
    },
    onPointerCancel() {
      drag.current = null;
    },
  });
  const keys = (turn: (byX: number, byY: number) => Crop) => (event: KeyboardEvent) => {
    const step = event.shiftKey ? 1 : Math.max(1, Math.round(Math.max(size.width, size.height) / 100));
    const by = {
      ArrowLeft: [-step, 0],
      ArrowRight: [step, 0],
      ArrowUp: [0, -step],
      ArrowDown: [0, step],
    }[event.key];
    if (!by) return;
    event.preventDefault();
    onCrop(turn(by[0] ?? 0, by[1] ?? 0));
  };
  return (
    <>
      <div class="crop-shade" aria-hidden="true">
        <div style={around} />
      </div>
      <button
        type="button"
        class="crop-frame"
        aria-label={t('cropFrame')}
        style={around}
        onKeyDown={keys((x, y) => moved(crop, x, y, size))}
        {...dragging((from, x, y) => moved(from, x, y, size))}
      />
      {EDGES.map(([edge, name]) => {
        const along = lies(edge);
        const length = along === 'x' ? size.width : size.height;
        const place =
          along === 'x'
            ? { left: percent(at(edge), size.width), top: percent(crop.y + crop.height / 2, size.height) }
            : { top: percent(at(edge), size.height), left: percent(crop.x + crop.width / 2, size.width) };
        return (
          <div
            key={edge}
            class={`crop-edge ${edge}`}
            role="slider"
            tabIndex={0}
            aria-label={t(name)}
            aria-orientation={along === 'x' ? 'horizontal' : 'vertical'}
            aria-valuemin={0}
            aria-valuemax={100}
            aria-valuenow={Math.round((at(edge) / length) * 100)}
            aria-valuetext={t('percent', Math.round((at(edge) / length) * 100))}
            style={place}
            onKeyDown={keys((x, y) => withEdge(crop, edge, along === 'x' ? x : y, size))}
            {...dragging((from, x, y) => withEdge(from, edge, along === 'x' ? x : y, size))}
          />
        );
      })}
    </>
  );
}
