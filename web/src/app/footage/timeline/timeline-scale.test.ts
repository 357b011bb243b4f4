import { expect, test } from 'vitest';
import { CLOSEST, drawSpans, findNearest, findStart, type TimedSpan, ticksOf } from './timeline-scale.ts';

const MINUTE = 60_000;
const from = Date.parse('2026-07-28T00:00:00Z');
const day = { from, to: from + 1440 * MINUTE };
const span = (begin: number, end: number, recording: TimedSpan['recording'] = 'event') =>
  ({
    from: new Date(from + begin * MINUTE).toISOString(),
    to: new Date(from + end * MINUTE).toISOString(),
    recording,
    type: recording === 'event' ? 'motion' : 'continuous',
    eventId: `ev${begin}`,
  }) as TimedSpan;

test('footage is drawn where it is, and a gap of more than a pixel stays a gap', () => {
  const drawn = drawSpans([span(0, 144), span(288, 432)], { ...day, widthPx: 1440 });
  expect(drawn.map(({ left, width }) => [left, width])).toEqual([
    [0, 10],
    [20, 10],
  ]);
});

test('what would touch on the screen is drawn once; closer up it is apart', () => {
  const spans = [span(0, 1), span(2, 3), span(4, 5)];
  expect(drawSpans(spans, { ...day, widthPx: 300 })).toHaveLength(1);
  expect(drawSpans(spans, { ...day, widthPx: 14_400 })).toHaveLength(3);
});

test('continuous footage and events are never joined, and what reaches beyond the day is cut', () => {
  const drawn = drawSpans([span(-60, 60, 'continuous'), span(10, 12)], { ...day, widthPx: 360 });
  expect(drawn.map(({ recording, left }) => [recording, left >= 0])).toEqual([
    ['continuous', true],
    ['event', true],
  ]);
});

test('labels have room', () => {
  expect(ticksOf({ ...day, widthPx: 360 })).toHaveLength(7);
  expect(ticksOf({ ...day, widthPx: 360 * CLOSEST })).toHaveLength(289);
});

test('a chosen moment plays from there, or from the next footage, or not at all', () => {
  const spans = [span(10, 20), span(30, 40)];
  const at = (minute: number) => from + minute * MINUTE;
  expect(findStart(spans, at(15))).toEqual({ at: at(15), skipped: false });
  expect(findStart(spans, at(20))).toEqual({ at: at(30), skipped: true });
  expect(findStart(spans, at(40))).toBeUndefined();
  expect(findStart([span(22, 22), ...spans], at(20))).toEqual({ at: at(30), skipped: true });
});

test('what is worth being seen closer up is the nearest event, and continuous footage where there is none', () => {
  const at = (minute: number) => from + minute * MINUTE;
  const events = [span(60, 61), span(1300, 1301)];
  expect(findNearest(events, at(720))).toBe(at(1300));
  expect(findNearest(events, at(60.5))).toBe(at(60.5));
  expect(findNearest([span(700, 800, 'continuous'), ...events], at(720))).toBe(at(1300));
  expect(findNearest([span(0, 30, 'continuous')], at(720))).toBe(at(30));
  expect(findNearest([], at(720))).toBeUndefined();
});
