import { app, type Reply } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Handlers, later, Refused } from '../../../testing/fake-server.ts';
import { overflowing } from '../../../testing/lists.ts';
import { sample } from '../../../testing/sample.ts';
import { openApp } from '../../testing/open.tsx';
import { beginOf, dayOf } from '../day/days.ts';
import { en } from '../texts/en.ts';

const event = { ...sample(app.getEvent.reply), state: 'complete' as const, unread: false };
const day = dayOf(event.startedAt);
const moment = (hours: number, minutes = 0, seconds = 0) =>
  new Date(new Date(beginOf(day)).setHours(hours, minutes, seconds)).toISOString();
const [span] = sample(app.getTimeline.reply).spans;
const facts = {
  durationMs: 60_000,
  bytes: 12_300_000,
  gaps: [],
  gapCount: 0,
  link: { from: moment(9), to: moment(9, 1) },
};
const reads: Handlers<typeof app> = {
  listEvents: () => ({ items: [event], next: null }),
  getTimeline: () =>
    ({ spans: [{ ...span, from: moment(9), to: moment(9, 30), recording: 'continuous' }] }) as Reply<
      typeof app.getTimeline
    >,
  createPlayback: () => new Refused('not_found'),
  listDownloads: () => ({ items: [] }),
  getCut: () => facts,
};
const cut = () => page.getByRole('region', { name: en.cut.title });
const button = (name: string) => cut().getByRole('button', { name, exact: true });
const field = (name: string) => cut().getByLabelText(name, { exact: true });
const handle = (end: 'from' | 'to') => page.getByRole('slider', { name: en.cut[`${end}Handle`] });

/** Which of the two ends can be taken hold of: its place is where the timeline is seen. */
function isInView() {
  const seen = page.getByTestId('timeline-cut').element().parentElement?.parentElement?.getBoundingClientRect();
  const isSeen = (end: 'from' | 'to') => {
    const { left, right } = handle(end).element().getBoundingClientRect();
    return seen !== undefined && left >= seen.left && right <= seen.right;
  };
  return { from: isSeen('from'), to: isSeen('to') };
}

async function openCut(handlers: Handlers<typeof app> = {}) {
  const opened = await openApp(`/devices/${event.deviceId}/footage?day=${day}`, { ...reads, ...handlers });
  await page.getByRole('button', { name: en.cut.open }).click();
  return opened;
}

test('a minute from the newest footage is offered with its length and size, and is downloaded once', async () => {
  const { answer } = later<Reply<typeof app.createCutDownload>>();
  const { server } = await openCut({ createCutDownload: answer });
  await expect.element(field(en.cut.from)).toHaveValue('09:00:00');
  await expect.element(field(en.cut.to)).toHaveValue('09:01:00');
  await expect.element(page.getByTestId('timeline-cut')).toBeInTheDocument();
  await expect.poll(isInView).toEqual({ from: true, to: true });
  await expect.element(cut().getByText('1:00 long · about 12.3 MB')).toBeVisible();
  await userEvent.dblClick(button(en.download));
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  await expect
    .poll(() => server.calls('createCutDownload').map(({ body }) => body))
    .toEqual([{ from: moment(9), to: moment(9, 1), timeZone }]);
  for (const width of [320, 390, 1280, 390]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
    await expect.poll(isInView).toEqual({ from: true, to: true });
  }
});

test('its ends are moved by keys a second and ten seconds at a time, and by hand', async () => {
  await openCut();
  handle('from').element().focus();
  await userEvent.keyboard('{ArrowRight}{ArrowRight}{PageUp}');
  await expect.element(field(en.cut.from)).toHaveValue('09:00:12');
  await expect.element(page.getByTestId('glimpse')).toHaveTextContent('09:00:12');
  handle('to').element().focus();
  await userEvent.keyboard('{PageDown}{ArrowLeft}');
  await expect.element(field(en.cut.to)).toHaveValue('09:00:49');
  const at = handle('to').element();
  const { left, top } = at.getBoundingClientRect();
  const point = (type: string, clientX: number) =>
    at.dispatchEvent(
      new PointerEvent(type, { bubbles: true, isPrimary: true, pointerId: 1, clientX, clientY: top + 20 }),
    );
  at.setPointerCapture = () => {};
  point('pointerdown', left + 4);
  point('pointermove', left + 104);
  point('pointerup', left + 104);
  await expect.poll(() => (field(en.cut.to).element() as HTMLInputElement).value > '09:00:49').toBe(true);
});

test('what is no range says why, and cannot be taken', async () => {
  const { server } = await openCut();
  for (const [to, fault] of [
    ['08:00:00', 'backwards'],
    ['10:30:00', 'long'],
  ] as const) {
    await field(en.cut.to).fill(to);
    await expect.element(cut().getByText(en.cut.faults[fault])).toBeVisible();
    await expect.element(button(en.download)).toBeDisabled();
    await expect.element(button(en.share)).toBeDisabled();
  }
  await field(en.cut.to).fill('09:20:00');
  await expect.element(button(en.download)).toBeEnabled();
  expect(server.calls('getCut').every(({ query }) => query.to !== moment(10, 30))).toBe(true);
});

test('gaps are named before anything is made', async () => {
  const gaps = [{ from: moment(9, 0, 10), to: moment(9, 0, 40) }];
  await openCut({ getCut: () => ({ ...facts, durationMs: 30_000, gaps, gapCount: 1 }) });
  await expect.element(cut().getByText('09:00:10–09:00:40')).toBeVisible();
  await expect.element(cut().getByText(/0:30 in all/)).toBeVisible();
});

test('it is shared by a link that says what it shows, and is shown once', async () => {
  const made = { ...sample(app.createCutShare.reply), pageUrl: 'https://kaitong.example/cn/app/share/1' };
  const link = { from: moment(8, 59, 52), to: moment(9, 1, 4) };
  const { server } = await openCut({ createCutShare: () => made, getCut: () => ({ ...facts, link }) });
  await button(en.share).click();
  const sheet = page.getByRole('dialog');
  await expect.element(sheet.getByText(/08:59:52 to 09:01:04/)).toBeVisible();
  await sheet.getByRole('button', { name: en.createLink }).click();
  await expect.element(sheet.getByText(made.pageUrl)).toBeVisible();
  expect(server.calls('createCutShare').map(({ body }) => body)).toMatchObject([
    { from: moment(9), to: moment(9, 1), hours: 24 },
  ]);
});

test('what no link can show is not offered as one', async () => {
  await openCut({ getCut: () => ({ ...facts, link: null }) });
  await expect.element(cut().getByText(en.cut.noLink)).toBeVisible();
  await expect.element(button(en.share)).toBeDisabled();
  await expect.element(button(en.download)).toBeEnabled();
});

test('a refusal says what to do, and it can be left', async () => {
  await openCut({ getCut: () => new Refused('footage_unfinished') });
  await expect.element(cut().getByText(/footage_unfinished/)).toBeVisible();
  await expect.element(button(en.download)).toBeDisabled();
  await button('Cancel').click();
  await expect.element(cut()).not.toBeInTheDocument();
});
