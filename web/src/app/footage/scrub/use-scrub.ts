import { type MouseEvent, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

/** Where a finger or mouse is: in pixels from the left of what is in view. */
type Pointed = { clientX: number; x: number };

type Scrub = {
  pointed: Pointed | undefined;
  handlers: Record<
    'onPointerDown' | 'onPointerMove' | 'onPointerUp' | 'onPointerCancel' | 'onPointerLeave',
    (event: PointerEvent) => void
  > & { onClick: (event: MouseEvent) => void };
};

/** A finger that moved less than this has pressed. */
const PRESS_PX = 8;
/** Some browsers take one that moved a little more for a press all the same, and tell of it at once. */
const SAME_MS = 500;
/** So near to a side, a finger pulls in what lies beyond it. */
const EDGE_PX = 32;
const PULL_PX = 6;

/**
 * Follows the mouse, or one finger, over a strip; where it is pressed, or the finger leaves it, that moment is chosen. Two fingers zoom, and a
 * page that is scrolled takes the finger back.
 */
export function useScrub(scroller: RefObject<HTMLElement | null>, choose: (clientX: number) => void): Scrub {
  const [pointed, setPointed] = useState<Pointed>();
  const finger = useRef<{ id: number; from: number; isMoved: boolean }>(undefined);
  const isFinger = finger.current !== undefined;
  const chosenAt = useRef(Number.NEGATIVE_INFINITY);
  const point = ({ clientX }: PointerEvent) => {
    const left = scroller.current?.getBoundingClientRect().left ?? 0;
    setPointed({ clientX, x: clientX - left });
  };
  const forget = () => {
    finger.current = undefined;
    setPointed(undefined);
  };

  const pull = pullOf(pointed, isFinger, scroller.current?.clientWidth ?? 0);
  useEffect(() => {
    if (pull === 0) return;
    let frame = requestAnimationFrame(function go() {
      const view = scroller.current;
      if (!view) return;
      const before = view.scrollLeft;
      view.scrollLeft += pull;
      if (view.scrollLeft === before) return;
      setPointed((last) => last && { ...last });
      frame = requestAnimationFrame(go);
    });
    return () => cancelAnimationFrame(frame);
  }, [pull, scroller]);

  return {
    pointed,
    handlers: {
      onPointerDown(event) {
        if (event.pointerType === 'mouse') return;
        if (!event.isPrimary) return forget();
        finger.current = { id: event.pointerId, from: event.clientX, isMoved: false };
        point(event);
      },
      onPointerMove(event) {
        if (event.pointerType === 'mouse') return point(event);
        const { current } = finger;
        if (current?.id !== event.pointerId) return;
        current.isMoved ||= Math.abs(event.clientX - current.from) > PRESS_PX;
        point(event);
      },
      onPointerUp(event) {
        const { current } = finger;
        if (event.pointerType === 'mouse' || current?.id !== event.pointerId) return;
        // One that did not move is a press, of which the browser tells by itself.
        if (current.isMoved) {
          chosenAt.current = event.timeStamp;
          choose(event.clientX);
        }
        forget();
      },
      onClick({ clientX, timeStamp }) {
        if (timeStamp - chosenAt.current > SAME_MS) choose(clientX);
      },
      onPointerCancel: forget,
      onPointerLeave(event) {
        if (event.pointerType === 'mouse') forget();
      },
    },
  };
}

function pullOf(pointed: Pointed | undefined, isFinger: boolean, width: number): number {
  if (!pointed || !isFinger) return 0;
  if (pointed.x < EDGE_PX) return -PULL_PX;
  return pointed.x > width - EDGE_PX ? PULL_PX : 0;
}
