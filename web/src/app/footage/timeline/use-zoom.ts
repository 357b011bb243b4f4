import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { clampZoom } from './timeline-scale.ts';

type Zoom = {
  scroller: RefObject<HTMLDivElement | null>;
  zoom: number;
  /** How wide the whole is. */
  widthPx: number;
  /** Zooms about a place, given as a fraction of the whole; the middle of what is in view by default. */
  zoomTo: (zoom: number, about?: number) => void;
  /** Zooms so that a place is in the middle. */
  centre: (zoom: number, fraction: number) => void;
  /** What is in the middle of what is in view, as a fraction of the whole. */
  middle: () => number;
  /** Which part of the whole is at a place on the screen. */
  fractionAt: (clientX: number) => number;
  /** Where a part of the whole is, in pixels from the left of what is in view. */
  xOf: (fraction: number) => number;
};

/** While somebody moves it about, it does not follow what plays. */
const HANDS_OFF_MS = 5_000;

/** A strip that is zoomed by wheel and pinch, and scrolled as everything is. `followed`: what to keep in view. */
export function useZoom(followed: number | undefined): Zoom {
  const scroller = useRef<HTMLDivElement>(null);
  const [zoom, setZoom] = useState(1);
  const [viewPx, setViewPx] = useState(360);
  const [centred, setCentred] = useState<number>();
  const wanted = useRef(1);
  const anchor = useRef<{ fraction: number; x: number }>(undefined);
  const touchedAt = useRef(0);

  const fractionAt = useCallback((clientX: number) => {
    const view = scroller.current;
    if (!view) return 0;
    const { left, width } = wholeOf(view);
    return Math.min(Math.max(0, (clientX - left) / width), 1);
  }, []);
  const middle = useCallback(() => {
    const view = scroller.current;
    return view ? (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth : 1 / 2;
  }, []);

  const xOf = useCallback((fraction: number) => {
    const view = scroller.current;
    return view ? fraction * wholeOf(view).width - view.scrollLeft : 0;
  }, []);

  const zoomTo = useCallback(
    (to: number, about?: number) => {
      const view = scroller.current;
      if (!view) return;
      const fraction = about ?? middle();
      const x = Math.min(Math.max(0, fraction * view.scrollWidth - view.scrollLeft), view.clientWidth);
      anchor.current = { fraction, x };
      wanted.current = clampZoom(to);
      setZoom(wanted.current);
    },
    [middle],
  );

  const centre = useCallback((to: number, fraction: number) => {
    const view = scroller.current;
    if (!view) return;
    wanted.current = clampZoom(to);
    setZoom(wanted.current);
    anchor.current = { fraction, x: view.clientWidth / 2 };
    setCentred(fraction);
  }, []);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the place stays where it was after every change of the zoom
  useLayoutEffect(() => {
    const view = scroller.current;
    if (!view || !anchor.current) return;
    view.scrollLeft = anchor.current.fraction * wholeOf(view).width - anchor.current.x;
    anchor.current = undefined;
  }, [zoom, centred]);

  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    let [width, kept] = [view.clientWidth, 0];
    const keep = () => {
      kept = (view.scrollLeft + width / 2) / view.scrollWidth;
    };
    // What was in the middle stays there when a phone is turned.
    const observer = new ResizeObserver(() => {
      if (width !== view.clientWidth) view.scrollLeft = kept * view.scrollWidth - view.clientWidth / 2;
      width = view.clientWidth;
      setViewPx(width);
    });
    observer.observe(view);
    view.addEventListener('scroll', keep, { passive: true });
    return () => {
      observer.disconnect();
      view.removeEventListener('scroll', keep);
    };
  }, []);

  useEffect(() => {
    const view = scroller.current;
    if (!view) return;
    return listenForHands(view, (hand) => {
      touchedAt.current = Date.now();
      if (hand) move(hand);
    });
    /** What was under the hand stays under it, also where several moves come before the next picture. */
    function move({ factor, fromX, toX }: Hand) {
      const bounds = view?.getBoundingClientRect();
      if (!view || !bounds) return;
      const fraction = anchor.current?.fraction ?? fractionAt(fromX);
      const next = clampZoom(wanted.current * factor);
      if (next === wanted.current && !anchor.current) {
        view.scrollLeft += fromX - toX;
        return;
      }
      anchor.current = { fraction, x: toX - bounds.left };
      wanted.current = next;
      setZoom(next);
    }
  }, [fractionAt]);

  useEffect(() => {
    const view = scroller.current;
    if (!view || followed === undefined || zoom === 1 || Date.now() - touchedAt.current < HANDS_OFF_MS) return;
    const x = followed * view.scrollWidth;
    const isInView = x >= view.scrollLeft && x <= view.scrollLeft + view.clientWidth;
    if (!isInView) view.scrollLeft = x - view.clientWidth / 2;
  }, [followed, zoom]);

  return { scroller, zoom, widthPx: viewPx * zoom, zoomTo, centre, middle, fractionAt, xOf };
}

/** Where the whole is: to fractions of a pixel, of which a hundredfold is seen. */
const wholeOf = (view: HTMLElement): DOMRect => (view.firstElementChild ?? view).getBoundingClientRect();

/** By how much it is to be larger, and where what was at one place is to be. */
type Hand = { factor: number; fromX: number; toX: number };

/** Wheel and two fingers; `undefined` for a touch that does neither zoom nor move it. */
function listenForHands(view: HTMLElement, onHand: (hand: Hand | undefined) => void): () => void {
  const fingers = new Map<number, number>();
  /** How far two fingers are apart, and what is between them. */
  const pinch = () => {
    const [a = 0, b = 0] = [...fingers.values()];
    return { apart: Math.max(1, Math.abs(a - b)), middle: (a + b) / 2 };
  };
  const onWheel = (event: WheelEvent) => {
    const { deltaX, deltaY, clientX } = event;
    if (Math.abs(deltaX) > Math.abs(deltaY)) return onHand(undefined);
    event.preventDefault();
    onHand({ factor: Math.exp(-deltaY / 300), fromX: clientX, toX: clientX });
  };
  const onDown = ({ pointerId, clientX }: PointerEvent) => {
    fingers.set(pointerId, clientX);
    onHand(undefined);
  };
  const onMove = ({ pointerId, clientX }: PointerEvent) => {
    if (!fingers.has(pointerId)) return;
    const before = pinch();
    fingers.set(pointerId, clientX);
    if (fingers.size !== 2) return;
    const now = pinch();
    onHand({ factor: now.apart / before.apart, fromX: before.middle, toX: now.middle });
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
