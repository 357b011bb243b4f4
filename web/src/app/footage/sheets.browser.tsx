import { app, type Reply } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Handlers, later, NO_NETWORK, Refused } from '../../testing/fake-server.ts';
import { sample } from '../../testing/sample.ts';
import { formatTime } from '../../ui/format.ts';
import { place } from '../place.ts';
import { openApp } from '../testing/open.tsx';
import { en as ofApp } from '../texts/en.ts';
import { en } from './texts/en.ts';

const event = { ...sample(app.getEvent.reply), state: 'complete' as const, unread: false };
const DAY = event.startedAt.slice(0, 10);
const FOOTAGE = `/devices/${event.deviceId}/footage?day=${DAY}`;
const reads: Handlers<typeof app> = {
  listEvents: () => ({ items: [event], next: null }),
  getEvent: () => event,
  getTimeline: () => sample(app.getTimeline.reply),
  createPlayback: () => new Refused('not_found'),
};
const openEvent = (handlers: Handlers<typeof app> = {}) =>
  openApp(`${FOOTAGE}&event=${event.eventId}`, { ...reads, ...handlers });
const sheet = () => page.getByRole('dialog');

test('a recording is deleted once, after it was asked about', async () => {
  const { answer, give } = later<Reply<typeof app.deleteEvent>>();
  const { server } = await openEvent({ deleteEvent: answer });
  await page.getByRole('button', { name: en.delete, exact: true }).click();
  const confirm = sheet().getByRole('button', { name: en.delete, exact: true });
  await userEvent.dblClick(confirm);
  give(sample(app.deleteEvent.reply));
  await expect.element(sheet()).not.toBeInTheDocument();
  expect(server.calls('deleteEvent')).toHaveLength(1);
});

test('a deletion that was refused is told where it was asked, and can be left', async () => {
  const { server } = await openEvent({ deleteEvent: () => NO_NETWORK });
  await page.getByRole('button', { name: en.delete, exact: true }).click();
  await sheet().getByRole('button', { name: en.delete, exact: true }).click();
  await expect.element(sheet().getByText(/server_unreachable/)).toBeVisible();
  await sheet().getByRole('button', { name: ofApp.common.cancel }).click();
  await expect.element(sheet()).not.toBeInTheDocument();
  expect(server.calls('deleteEvent')).toHaveLength(1);
});

test('pressed twice, one link is made; it is shown once, to be copied', async () => {
  const { answer, give } = later<Reply<typeof app.createShare>>();
  const { server } = await openEvent({ createShare: answer });
  await page.getByRole('button', { name: en.share, exact: true }).click();
  await userEvent.dblClick(sheet().getByRole('button', { name: en.createLink }));
  const share = { ...sample(app.createShare.reply), pageUrl: `https://kaitong.example${place.pages}/s/1` };
  give(share);
  await expect.element(sheet().getByText(share.pageUrl)).toBeVisible();
  expect(server.calls('createShare')).toHaveLength(1);
  await userEvent.keyboard('{Escape}');
  await expect.element(sheet()).not.toBeInTheDocument();
});

test('while it is not known how long a recording is, nothing is told of its moments', async () => {
  const playlistUrl = URL.createObjectURL(new MediaSource()); // of which nothing ever comes
  const played = { ...sample(app.createPlayback.reply), kind: 'file' as const, codec: 'h264' as const, playlistUrl };
  const { server } = await openEvent({ createPlayback: () => played });
  const slider = page.getByRole('slider', { name: en.position });
  await expect.element(slider).toBeVisible();
  const { left } = slider.element().getBoundingClientRect();
  slider.element().dispatchEvent(new PointerEvent('pointermove', { bubbles: true, clientX: left + 40 }));
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  expect(page.getByTestId('glimpse').elements()).toEqual([]);
  expect(server.calls('getFilmstrip')).toEqual([]);
});

test('a picture without video is read when it is shown, and offers nothing that plays', async () => {
  const snapshotUrl = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';
  const still = { ...event, durationMs: 0, unread: true, snapshotUrl, previewUrl: snapshotUrl };
  const { server } = await openEvent({
    listEvents: () => ({ items: [still], next: null }),
    getEvent: () => still,
    markEventsRead: () => sample(app.markEventsRead.reply),
  });
  await expect.element(page.getByRole('figure').getByText(en.pictureOnly)).toBeVisible();
  await expect
    .poll(() => server.calls('markEventsRead').map(({ body }) => body))
    .toEqual([{ eventIds: [still.eventId] }]);
  await expect.element(page.getByRole('button', { name: en.share, exact: true })).not.toBeInTheDocument();
});

test('events that could not be read on are asked for by hand, not for ever', async () => {
  const { server } = await openApp(FOOTAGE, {
    ...reads,
    listEvents: ({ query }) => (query.cursor === undefined ? { items: [event], next: 'second' } : NO_NETWORK),
  });
  await expect.element(page.getByText(/server_unreachable/)).toBeVisible();
  const asked = server.calls('listEvents').length;
  server.answer({ listEvents: () => ({ items: [], next: null }) });
  await page.getByRole('button', { name: ofApp.common.more }).click();
  await expect.element(page.getByText(/server_unreachable/)).not.toBeInTheDocument();
  expect(server.calls('listEvents').length).toBe(asked + 1);
});

test('kinds that did not come that day are not offered, and the line is narrowed as the list is', async () => {
  const { spans } = sample(app.getTimeline.reply);
  const came = spans.map((span) => ({ ...span, type: 'doorbell' as const, recording: 'event' as const }));
  const { server } = await openApp(FOOTAGE, { ...reads, getTimeline: () => ({ spans: came }) });
  const filter = page.getByRole('combobox', { name: en.filter });
  await expect.element(filter.getByRole('option', { name: en.types.doorbell })).toBeInTheDocument();
  expect((filter.element() as HTMLSelectElement).options).toHaveLength(2);
  await filter.selectOptions('doorbell');
  await expect.poll(() => server.calls('getTimeline').at(-1)?.query.type).toBe('doorbell');
  await expect.poll(() => server.calls('listEvents').at(-1)?.query.type).toBe('doorbell');
});

test('whoever pays for a camera that recorded nothing yet is not told to buy', async () => {
  const nothing = { listEvents: () => ({ items: [], next: null }), getTimeline: () => ({ spans: [] }) };
  const subscription = { ...sample(app.getSubscription.reply), state: 'active' as const };
  const { answer, give } = later<Reply<typeof app.getSubscription>>();
  await openApp(FOOTAGE, { ...reads, ...nothing, getSubscription: answer });
  await expect.element(page.getByText(en.emptyYet)).toBeVisible();
  give(subscription);
  await expect.element(page.getByText(en.emptyYet)).toBeVisible();
  await expect.element(page.getByText(en.emptyAtAll)).not.toBeInTheDocument();
});

test('the list of links says what was shared and when that happened, and leads to it', async () => {
  const happenedAt = '2026-02-03T04:05:06.000Z';
  const shared = { type: 'doorbell' as const, happenedAt, durationMs: 4000, snapshotUrl: null, previewUrl: null };
  const [one] = sample(app.listShares.reply).items;
  if (!one) throw new Error('samples hold one share');
  const gone = { ...one, id: 'gone', shared: null };
  const items = [{ ...one, deviceId: event.deviceId, eventId: event.eventId, cut: null, shared }, gone];
  await openApp('/me/shares', { listShares: () => ({ items, next: null }) });
  const row = page.getByRole('listitem').filter({ hasText: en.types.doorbell });
  await expect.element(row.getByText(formatTime(happenedAt))).toBeVisible();
  await expect
    .element(row.getByRole('link', { name: en.watchShared }))
    .toHaveAttribute('href', expect.stringContaining(`event=${event.eventId}`));
  await expect.element(page.getByRole('listitem').filter({ hasText: en.sharedGone })).toBeVisible();
});
