import type { TargetedPointerEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Placement, Rect } from '../../../shared/document/placement.ts';
import { t } from '../parts/text.ts';
import { partName, reasonText } from './place-words.ts';
import {
  boxOf,
  css,
  dropped,
  MILLIMETRE,
  mayBeSized,
  onPage,
  type Shift,
  STILL,
  sized,
  type Viewport,
} from './stamp-geometry.ts';

/** One press of + or − makes a picture a twentieth larger or smaller. */
const SIZE_STEP = 1.05;

interface Props {
  placement: Placement;
  viewport: Viewport;
  /** Where the bridge found this part to belong. */
  found: Placement | undefined;
  onShift(shift: Shift): void;
  onDrop(placement: Placement): void;
}

type Press = TargetedPointerEvent<HTMLElement>;

/** Pixels the pointer has gone since it was pressed down; null while it is up. */
function useDrag(onMove: (by: Shift) => void, onEnd: (by: Shift) => void) {
  const start = useRef<Shift | null>(null);
  const by = (event: Press): Shift =>
    start.current ? { x: event.clientX - start.current.x, y: event.clientY - start.current.y } : STILL;
  return {
    onPointerDown(event: Press) {
      event.stopPropagation();
      event.currentTarget.setPointerCapture(event.pointerId);
      start.current = { x: event.clientX, y: event.clientY };
    },
    onPointerMove(event: Press) {
      if (start.current) onMove(by(event));
    },
    onPointerUp(event: Press) {
      const moved = by(event);
      start.current = null;
      onEnd(moved);
    },
    onPointerCancel() {
      start.current = null;
      onEnd(STILL);
    },
  };
}

/**
 * Frame around one part of the stamp: dragged by mouse, its corner drawn larger or smaller; moved by arrow keys, sized
 * by + and −, and put back to the place that was found for it by Home.
 */
export function StampHandle(props: Props) {
  const { placement, viewport, found } = props;
  const [shift, setShift] = useState(STILL);
  const [factor, setFactor] = useState(1);
  const box = boxOf(factor === 1 ? placement.rect : sized(placement.rect, factor), viewport);
  const own = boxOf(placement.rect, viewport);

  const moved = (by: Shift): Rect => {
    // Two points of the page tell what a move on the screen means in its own, perhaps rotated, space.
    const [x0, y0] = viewport.convertToPdfPoint(0, 0) as [number, number];
    const [x1, y1] = viewport.convertToPdfPoint(by.x, by.y) as [number, number];
    const rect = { ...placement.rect, x: placement.rect.x + x1 - x0, y: placement.rect.y + y1 - y0 };
    return onPage(rect, viewport.viewBox);
  };
  const grown = (by: number): Rect => onPage(sized(placement.rect, by), viewport.viewBox);
  const follow = (by: Shift) => {
    setShift(by);
    props.onShift(by);
  };
  const moving = useDrag(follow, (by) => {
    if (Math.hypot(by.x, by.y) > 2) props.onDrop(dropped(placement, moved(by), found));
    follow(STILL);
  });
  /** The corner moves half of what the picture grows: it grows about its middle. */
  const factorOf = (by: Shift) => Math.max(0.05, 1 + (2 * by.x) / own.width);
  const sizing = useDrag(
    (by) => setFactor(factorOf(by)),
    (by) => {
      setFactor(1);
      if (Math.abs(by.x) > 2) props.onDrop(dropped(placement, grown(factorOf(by)), found));
    },
  );
  const canBeSized = mayBeSized(placement.part);
  const press = (event: KeyboardEvent) => {
    const step = MILLIMETRE * viewport.scale * (event.shiftKey ? 0.2 : 1);
    const by = {
      ArrowLeft: { x: -step, y: 0 },
      ArrowRight: { x: step, y: 0 },
      ArrowUp: { x: 0, y: -step },
      ArrowDown: { x: 0, y: step },
    }[event.key];
    const grow = { '+': SIZE_STEP, '=': SIZE_STEP, '-': 1 / SIZE_STEP }[event.key];
    if (by) props.onDrop({ ...placement, rect: moved(by), reason: 'given' });
    else if (grow !== undefined && canBeSized)
      props.onDrop({ ...placement, rect: grown(grow), reason: 'given' });
    else if (event.key === 'Home' && found) props.onDrop(found);
    else return;
    event.preventDefault();
  };
  const name = partName(placement.part);
  return (
    <button
      type="button"
      class="handle"
      style={css(box, shift)}
      aria-label={t(canBeSized ? 'moveAndSizeStamp' : 'moveStamp', name)}
      title={`${name} — ${reasonText(placement.reason)}`}
      onKeyDown={press}
      {...moving}
    >
      <span class="handle-name">{name}</span>
      {canBeSized && <span class="handle-corner" aria-hidden="true" {...sizing} />}
    </button>
  );
}
