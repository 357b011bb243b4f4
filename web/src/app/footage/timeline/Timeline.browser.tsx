import { app } from '@kaitong/contract';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { sample } from '../../../testing/sample.ts';
import { clockOf } from '../day/days.ts';
import type { Film, Filmstrip } from '../scrub/film-reader.ts';
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

type Shown = { spans?: readonly TimedSpan[]; film?: Film; chosen: (at: number) => void };

/** A timeline that plays what was chosen. */
function Watched({ spans = SPANS, film, chosen }: Shown) {
  const [cursor, setCursor] = useState<number>();
  const choose = (moment: number) => {
    chosen(moment);
    setCursor(moment);
  };
  const day = { from: at(0), to: at(24) };
  const drawn = { span: day, spans, cursor, now: DAY + 24 * HOUR, ...(film && { film }) };
  return <Timeline {...drawn} onChoose={choose} />;
}

async function show(shown: Omit<Shown, 'chosen'> = {}) {
  const chosen = vi.fn<(at: number) => void>();
  await render(<Watched {...shown} chosen={chosen} />);
  await expect.element(line()).toBeInTheDocument(); // its words come by themselves
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
  const scroller = line().element().parentElement?.parentElement;
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
  const scroller = line().element().parentElement?.parentElement;
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

type Pointer = { id?: number; type?: 'mouse' | 'touch'; primary?: boolean };
/** Where an hour is on the screen now. */
const xOf = (hours: number) => {
  const { left, width } = line().element().getBoundingClientRect();
  return left + (hours / 24) * width;
};
const point = (name: string, clientX: number, { id = 1, type = 'mouse', primary = true }: Pointer = {}) =>
  line()
    .element()
    .dispatchEvent(
      new PointerEvent(name, { bubbles: true, clientX, pointerId: id, pointerType: type, isPrimary: primary }),
    );
const glimpse = () => page.getByTestId('glimpse');
const picture = () => page.getByTestId('glimpse-picture');
const shownAt = () => getComputedStyle(picture().element()).backgroundPosition;
const clock = (hours: number) => clockOf(DAY + hours * HOUR);

/** Every minute has two pictures side by side. */
const film = (read = vi.fn<(at: number) => void>()): Film => ({
  key: 'any',
  async read(moment) {
    read(moment);
    const from = Math.floor(moment / 60_000) * 60_000;
    const times = { from: new Date(from).toISOString(), to: new Date(from + 60_000).toISOString() };
    const { eventId } = one;
    const shape = { width: 192, height: 108, columns: 2, pictures: [0, 30_000], webp: '' };
    return { filmstrip: { eventId: eventId as Filmstrip['eventId'], ...times, ...shape }, isComing: false };
  },
});

test('under the mouse stands what the camera saw then, and nothing once it has gone', async () => {
  const chosen = await show({ film: film() });
  point('pointermove', xOf(9));
  await expect.element(picture()).toBeVisible();
  await expect.element(glimpse()).toHaveTextContent(clock(9));
  point('pointerout', xOf(9));
  await expect.element(glimpse()).not.toBeInTheDocument();
  expect(chosen).not.toHaveBeenCalled();
});

test('it stands within the line at both ends', async () => {
  await page.viewport(390, 844);
  await show({ film: film() });
  const bounds = line().element().getBoundingClientRect();
  for (const hours of [0.01, 12, 23.99]) {
    point('pointermove', xOf(hours));
    await expect.poll(() => glimpse().element().textContent?.slice(0, 4)).toBe(clock(hours).slice(0, 4));
    const { left, right } = glimpse().element().getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(bounds.left - 1);
    expect(right).toBeLessThanOrEqual(bounds.right + 1);
  }
});

test('arrow keys show it too, each moment its own picture', async () => {
  await show({ film: film() });
  line().element().focus();
  await userEvent.keyboard('{Home}');
  await expect.element(picture()).toBeVisible();
  expect(shownAt()).toBe('0% 0%');
  while (!(zoomIn().element() as HTMLButtonElement).disabled) await zoomIn().click();
  line().element().focus();
  await userEvent.keyboard('{Home}');
  const step = async () => {
    await userEvent.keyboard('{ArrowRight}');
    return Number(line().element().getAttribute('aria-valuenow')) % 60 >= 30;
  };
  for (let tries = 0; !(await step()); ) expect(++tries).toBeLessThan(60);
  await expect.poll(shownAt).toBe('100% 0%');
  (document.activeElement as HTMLElement).blur();
  await expect.element(glimpse()).not.toBeInTheDocument();
});

test('a finger that moves shows it, and plays from where it leaves; one that the page takes back chooses nothing', async () => {
  const chosen = await show({ film: film() });
  const touch = { type: 'touch' } as const;
  point('pointerdown', xOf(3), touch);
  point('pointermove', xOf(9), touch);
  await expect.element(picture()).toBeVisible();
  point('pointercancel', xOf(9), touch);
  await expect.element(glimpse()).not.toBeInTheDocument();
  expect(chosen).not.toHaveBeenCalled();
  point('pointerdown', xOf(3), touch);
  point('pointermove', xOf(9), touch);
  point('pointerup', xOf(9), touch);
  await expect.poll(() => chosen.mock.calls.length).toBe(1);
  expect(hoursOf(chosen.mock.lastCall?.[0])).toBeCloseTo(9, 1);
});

test('a finger that moved so little that the browser tells of a press as well chooses once', async () => {
  const chosen = await show();
  const touch = { type: 'touch' } as const;
  const x = xOf(3);
  point('pointerdown', x, touch);
  point('pointermove', x + 12, touch);
  point('pointerup', x + 12, touch);
  const press = (laterMs: number) => {
    const event = new MouseEvent('click', { bubbles: true, clientX: x + 12 });
    Object.defineProperty(event, 'timeStamp', { value: event.timeStamp + laterMs });
    line().element().dispatchEvent(event);
  };
  press(0);
  expect(chosen).toHaveBeenCalledTimes(1);
  press(1_000);
  expect(chosen).toHaveBeenCalledTimes(2);
});

test('of what is passed quickly only where it begins and where it ends is asked for', async () => {
  const read = vi.fn<(at: number) => void>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const slow = film(read);
  await show({ film: { ...slow, read: (at) => promise.then(() => slow.read(at)) } });
  for (let hours = 1; hours <= 5; hours += 0.25) point('pointermove', xOf(hours));
  resolve();
  await expect.element(picture()).toBeVisible();
  expect(read.mock.calls.length).toBeLessThanOrEqual(2);
});

test('what is under the wheel stays under it, however often it turns', async () => {
  await show();
  const x = Math.round(xOf(9)); // a wheel tells whole pixels
  const under = hoursAt(x);
  const view = line().element().parentElement?.parentElement;
  if (!view) throw new Error('the line stands in what scrolls');
  const turn = (deltaY: number) =>
    view.dispatchEvent(new WheelEvent('wheel', { deltaY, clientX: x, bubbles: true, cancelable: true }));
  for (let n = 0; n < 30; n++) turn(-60);
  await expect.poll(() => view.scrollWidth).toBeGreaterThan(view.clientWidth * 90);
  expect(Math.abs(xOf(under) - x)).toBeLessThanOrEqual(view.scrollWidth / view.clientWidth / 20);
  for (let n = 0; n < 10; n++) turn(60);
  await expect.poll(() => view.scrollWidth).toBeLessThan(view.clientWidth * 20);
  expect(Math.abs(xOf(under) - x)).toBeLessThanOrEqual(6);
});

test('what is under two fingers stays between them while they part and move', async () => {
  const chosen = await show({ film: film() });
  const { left } = line().element().getBoundingClientRect();
  const [one, other] = [{ id: 1, type: 'touch' } as const, { id: 2, type: 'touch', primary: false } as const];
  const between = hoursAt(left + 120);
  point('pointerdown', left + 100, one);
  point('pointerdown', left + 140, other);
  for (let n = 1; n <= 20; n++) {
    point('pointermove', left + 100 - n * 2, one);
    point('pointermove', left + 140 + n * 6, other);
  }
  await expect.poll(() => line().element().clientWidth).toBeGreaterThan(document.body.clientWidth * 3);
  expect(Math.abs(xOf(between) - (left + 160))).toBeLessThanOrEqual(4);
  // At the same distance they push it along.
  for (const id of [one, other]) point('pointermove', left + (id === one ? 30 : 230), id);
  await expect.poll(() => Math.abs(xOf(between) - (left + 130))).toBeLessThanOrEqual(6);
  expect(glimpse().elements()).toEqual([]);
  for (const finger of [one, other]) point('pointerup', left, finger);
  expect(chosen).not.toHaveBeenCalled();
});
const hoursAt = (clientX: number) => {
  const { left, width } = line().element().getBoundingClientRect();
  return ((clientX - left) / width) * 24;
};
