import type { RecordedEvent } from '@kaitong/contract';
import type { TimedSpan } from './timeline-scale.ts';

type Known = {
  /** Newest first. */
  events: readonly RecordedEvent[];
  eventId: string | undefined;
  spans: readonly TimedSpan[];
  playing: number | undefined;
  watchEvent: (event: RecordedEvent) => void;
  watchFrom: (at: number) => void;
};

/** Nearer than this after the beginning of an event, "previous" is the one before it. */
const AT_BEGINNING_MS = 3_000;

/** The ways to the event before and after what plays: in the list, or on the day's line. */
export function findNeighbours({ events, eventId, spans, playing, watchEvent, watchFrom }: Known) {
  if (eventId !== undefined) {
    const at = events.findIndex((event) => event.eventId === eventId);
    const [newer, older] = at < 0 ? [] : [events[at - 1], events[at + 1]];
    return { onPrevious: older && (() => watchEvent(older)), onNext: newer && (() => watchEvent(newer)) };
  }
  if (playing === undefined) return { onPrevious: undefined, onNext: undefined };
  const begins = spans.filter(beginsEvent).map(({ from }) => Date.parse(from));
  const before = begins.findLast((at) => at < playing - AT_BEGINNING_MS);
  const after = begins.find((at) => at > playing);
  return {
    onPrevious: before === undefined ? undefined : () => watchFrom(before),
    onNext: after === undefined ? undefined : () => watchFrom(after),
  };
}

/** An event with a hole in it has several spans. */
const beginsEvent = ({ recording, eventId }: TimedSpan, at: number, spans: readonly TimedSpan[]): boolean =>
  recording === 'event' && spans.findIndex((span) => span.eventId === eventId) === at;
