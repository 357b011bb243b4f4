import { app } from '@kaitong/contract';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { sample } from '../../../testing/sample.ts';
import { en } from '../texts/en.ts';
import '../../texts/index.ts';
import '../../app.css';
import { Timeline } from './Timeline.tsx';
import type { TimedSpan } from './timeline-scale.ts';

const DAY = Date.parse('2026-03-01T00:00:00.000Z');
const HOUR = 3_600_000;
const at = (hours: number) => new Date(DAY + hours * HOUR).toISOString();
const [one] = sample(app.getTimeline.reply).spans;
if (!one) throw new Error('samples hold one stretch');
const span = (from: number, to: number, recording: TimedSpan['recording']): TimedSpan =>
  app.getTimeline.reply.shape.spans.element.parse({ ...one, from: at(from), to: at(to), recording });
const SPANS = [span(1, 5, 'continuous'), span(9, 9.05, 'event'), span(23, 23.5, 'event')];

type Shown = { spans?: readonly TimedSpan[]; chosen: (at: number) => void };

/** A timeline that plays what was chosen. */
function Watched({ spans = SPANS, chosen }: Shown) {
  const [cursor, setCursor] = useState<number>();
  const choose = (moment: number) => {
    chosen(moment);
    setCursor(moment);
  };
  const day = { from: at(0), to: at(24) };
  return <Timeline span={day} spans={spans} cursor={cursor} now={DAY + 24 * HOUR} onChoose={choose} />;
}

async function show(shown: Omit<Shown, 'chosen'> = {}) {
  const chosen = vi.fn<(at: number) => void>();
  await render(<Watched {...shown} chosen={chosen} />);
  return chosen;
}
const line = () => page.getByRole('slider', { name: en.timelineAim });
const zoomIn = () => page.getByRole('button', { name: en.zoomIn });
const zoomOut = () => page.getByRole('button', { name: en.zoomOut });

/** Presses where an hour is on the screen now. */
async function press(hours: number) {
  const { left, width } = line().element().getBoundingClientRect();
  await userEvent.click(line(), { position: { x: Math.round((hours / 24) * width), y: 10 }, force: left >= 0 });
}
const hoursOf = (moment: number | undefined) => ((moment ?? 0) - DAY) / HOUR;

test('a press chooses the moment that stands there, to within a pixel', async () => {
  const chosen = await show();
  await press(9);
  expect(Math.abs(hoursOf(chosen.mock.lastCall?.[0]) - 9)).toBeLessThan(0.05);
});

test('a press beyond either end stays within the day', async () => {
  const chosen = await show();
  const { width } = line().element().getBoundingClientRect();
  await userEvent.click(line(), { position: { x: 0, y: 10 } });
  await userEvent.click(line(), { position: { x: width - 1, y: 10 } });
  for (const [moment] of chosen.mock.calls) {
    expect(hoursOf(moment)).toBeGreaterThanOrEqual(0);
    expect(hoursOf(moment)).toBeLessThanOrEqual(24);
  }
});

test('arrow keys aim without playing, Enter plays, and leaving forgets the aim', async () => {
  const chosen = await show();
  line().element().focus();
  await userEvent.keyboard('{Home}{PageDown}');
  expect(chosen).not.toHaveBeenCalled();
  const aimed = Number(line().element().getAttribute('aria-valuenow'));
  expect(aimed).toBeGreaterThan(0);
  await userEvent.keyboard('{Enter}');
  expect(hoursOf(chosen.mock.lastCall?.[0])).toBeCloseTo(aimed / 3600, 1);
});

test('the keyboard does not aim beyond the day, nor before it', async () => {
  await show();
  line().element().focus();
  await userEvent.keyboard('{Home}{PageUp}{ArrowLeft}');
  await expect.element(line()).toHaveAttribute('aria-valuenow', '0');
  await userEvent.keyboard('{End}{PageDown}{ArrowRight}');
  await expect.element(line()).toHaveAttribute('aria-valuenow', String(24 * 3600 - 1));
});

test('zooming a day that does not play keeps its events in view, as close as it gets', async () => {
  await show({ spans: [span(20, 20.05, 'event')] });
  const scroller = line().element().parentElement;
  if (!scroller) throw new Error('the line stands in what scrolls');
  const event = () => (20 / 24) * scroller.scrollWidth - scroller.scrollLeft;
  while (!(zoomIn().element() as HTMLButtonElement).disabled) {
    await zoomIn().click();
    await expect.poll(event).toBeGreaterThanOrEqual(-1);
    expect(event()).toBeLessThanOrEqual(scroller.clientWidth);
  }
});

test('zooming where nothing was recorded keeps the middle there, and ends at both ends', async () => {
  await show({ spans: [] });
  const scroller = line().element().parentElement;
  if (!scroller) throw new Error('the line stands in what scrolls');
  const middle = () => (scroller.scrollLeft + scroller.clientWidth / 2) / scroller.scrollWidth;
  await expect.element(zoomOut()).toBeDisabled();
  await zoomIn().click();
  await expect.poll(() => scroller.scrollWidth).toBeGreaterThan(scroller.clientWidth * 1.9);
  expect(middle()).toBeCloseTo(0.5, 2);
  while (!(zoomIn().element() as HTMLButtonElement).disabled) await zoomIn().click();
  expect(middle()).toBeCloseTo(0.5, 2);
  while (!(zoomOut().element() as HTMLButtonElement).disabled) await zoomOut().click();
  expect(scroller.scrollWidth).toBe(scroller.clientWidth);
});

test('what a screen reader hears is what stands at that moment', async () => {
  await show();
  line().element().focus();
  await press(2);
  await expect.element(line()).toHaveAttribute('aria-valuetext', expect.stringContaining(en.legendContinuous));
  await press(9.02);
  await expect.element(line()).toHaveAttribute('aria-valuetext', expect.stringContaining(en.legendEvent));
  await press(12);
  await expect.element(line()).toHaveAttribute('aria-valuetext', expect.stringContaining(en.legendGap));
});

test.each([0, 1, 20_000])('a day of %i stretches is drawn within the line on a phone', async (count) => {
  await page.viewport(320, 640);
  const step = 24 / count;
  const spans = Array.from({ length: count }, (_, n) =>
    span(step * n, step * (n + 0.5), n % 2 === 0 ? 'event' : 'continuous'),
  );
  await show({ spans });
  await expect.element(line()).toBeVisible();
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(320);
  expect(line().element().children.length).toBeLessThan(2_000);
});
