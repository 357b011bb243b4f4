import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { clampZoom } from './timeline-scale.ts';

type Zoom = {
  scroller: RefObject<HTMLDivElement | null>;
  zoom: number;
  /** How wide the whole is. */
  widthPx: number;
  /** Zooms about a place, given as a fraction of the whole; the middle of what is in view by default. */
  zoomTo: (zoom: number, about?: number) => void;
  /** What is in the middle of what is in view, as a fraction of the whole. */
  middle: () => number;
  /** Which part of the whole is at a place on the screen. */
  fractionAt: (clientX: number) => number;
};

/** While somebody moves it about, it does not follow what plays. */
const HANDS_OFF_MS = 5_000;

/** A strip that is zoomed by wheel and pinch, and scrolled as everything is. `followed`: what to keep in view. */
export function useZoom(followed: number | undefined): Zoom {
  const scroller = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [viewPx, setViewPx] = useState(360);
  const anchor = useRef<{ fraction: number; x: number }>(undefined);
  const touchedAt = useRef(0);

  const fractionAt = useCallback((clientX: number) => {
    const view = scroller.current;
    if (!view) return 0;
    const x = clientX - view.getBoundingClientRect().left + view.scrollLeft;
    return Math.min(Math.max(0, x / view.scrollWidth), 1);
  }, []);
  const middle = useCallback(() => {
    const view = scroller.current;
    return view ? (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth : 1 / 2;
  }, []);

  const zoomTo = useCallback(
    (to: number, about?: number) => {
      const view = scroller.current;
      if (!view) return;
      const fraction = about ?? middle();
      const x = Math.min(Math.max(0, fraction * view.scrollWidth - view.scrollLeft), view.clientWidth);
      anchor.current = { fraction, x };
      setZoom(clampZoom(to));
    },
    [middle],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: the place stays where it was after every change of the zoom
  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view || !anchor.current) return;
    view.scrollLeft = anchor.current.fraction * view.scrollWidth - anchor.current.x;
    anchor.current = undefined;
  }, [zoom]);

  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    const observer = new ResizeObserver(() => setViewPx(view.clientWidth));
    observer.observe(view);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    return listenForHands(view, (factor, clientX) => {
      touchedAt.current = Date.now();
      if (factor !== undefined) setZoomBy(factor, clientX);
    });
    function setZoomBy(factor: number, clientX: number) {
      const bounds = view?.getBoundingClientRect();
      if (!bounds) return;
      anchor.current = { fraction: fractionAt(clientX), x: clientX - bounds.left };
      setZoom((before) => clampZoom(before * factor));
    }
  }, [fractionAt]);

  useEffect(() => {
    const view = scroller.current;
    if (!view || followed === undefined || zoom === 1 || Date.now() - touchedAt.current < HANDS_OFF_MS) return;
    const x = followed * view.scrollWidth;
    const isInView = x >= view.scrollLeft && x <= view.scrollLeft + view.clientWidth;
    if (!isInView) view.scrollLeft = x - view.clientWidth / 2;
  }, [followed, zoom]);

  return { scroller, zoom, widthPx: viewPx * zoom, zoomTo, middle, fractionAt };
}

/** Wheel and two fingers, as factors about a place; `undefined` for a touch that does not zoom. */
function listenForHands(view: HTMLElement, onHand: (factor: number | undefined, clientX: number) => void): () => void {
  const fingers = new Map<number, number>();
  let apart = 0;
  const distance = () => {
    const [a = 0, b = 0] = [...fingers.values()];
    return Math.max(1, Math.abs(a - b));
  };
  const onWheel = (event: WheelEvent) => {
    if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) return onHand(undefined, event.clientX);
    event.preventDefault();
    onHand(Math.exp(-event.deltaY / 300), event.clientX);
  };
  const onDown = ({ pointerId, clientX }: PointerEvent) => {
    fingers.set(pointerId, clientX);
    apart = distance();
    onHand(undefined, clientX);
  };
  const onMove = ({ pointerId, clientX }: PointerEvent) => {
    if (!fingers.has(pointerId)) return;
    fingers.set(pointerId, clientX);
    if (fingers.size !== 2) return;
    const [a = 0, b = 0] = [...fingers.values()];
    onHand(distance() / apart, (a + b) / 2);
    apart = distance();
  };
  const onUp = ({ pointerId }: PointerEvent) => void fingers.delete(pointerId);
  const quit = new AbortController();
  const { signal } = quit;
  // Not passive: a wheel that zooms does not scroll the page as well.
  view.addEventListener('wheel', onWheel, { passive: false, signal });
  view.addEventListener('pointerdown', onDown, { signal });
  view.addEventListener('pointermove', onMove, { signal });
  for (const end of ['pointerup', 'pointercancel', 'pointerleave'] as const)
    view.addEventListener(end, onUp, { signal });
  return () => quit.abort();
}
