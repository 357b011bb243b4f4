import { app, type RecordedEvent } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { Refused } from '../../../testing/fake-server.ts';
import { overflowing } from '../../../testing/lists.ts';
import { sample } from '../../../testing/sample.ts';
import { openApp } from '../../testing/open.tsx';
import { en } from '../texts/en.ts';

const first = {
  ...(sample(app.getEvent.reply) as RecordedEvent),
  ...{ state: 'complete' as const, unread: false, favourite: false, kept: 'no' as const, note: null, bytes: 12e6 },
};

async function open(rights?: ('watch' | 'manage')[], kept: RecordedEvent['kept'] = 'no', used = 340e6) {
  let event: RecordedEvent = { ...first, kept };
  return await openApp(
    `/devices/${event.deviceId}/footage?day=${event.startedAt.slice(0, 10)}&event=${event.eventId}`,
    {
      getDevice: () =>
        ({
          ...sample(app.getDevice.reply, 0, { items: 0 }),
          sharedBy: rights ? { ...(sample(app.getDevice.reply).sharedBy as object), rights } : null,
        }) as never,
      listEvents: () => ({ items: [event], next: null }),
      getEvent: () => event,
      getTimeline: () => sample(app.getTimeline.reply),
      listDownloads: () => ({ items: [] }),
      createPlayback: () => new Refused('not_found'),
      markFavourites: ({ body: { favourite } }) => {
        event = { ...event, favourite };
        return { changed: 1 };
      },
      getKept: () => ({ quota: 1e9, used, events: 3 }),
      keepEvents: ({ body: { keep } }) => {
        event = { ...event, kept: keep ? 'yes' : 'no' };
        return { changed: 1, beyond: 0, kept: { quota: 1e9, used, events: 3 } };
      },
      changeNote: ({ body: { note } }) => {
        event = { ...event, note: note === '' ? null : note };
        return event;
      },
    },
  );
}
const button = (name: string) => page.getByRole('button', { name, exact: true });

test('a recording is made a favourite and none any more', async () => {
  const { server } = await open();
  const star = button(en.favourite);
  await expect.element(star).toHaveAttribute('aria-pressed', 'false');
  await star.click();
  await expect.element(star).toHaveAttribute('aria-pressed', 'true');
  await star.click();
  await expect.element(star).toHaveAttribute('aria-pressed', 'false');
  expect(server.calls('markFavourites').map(({ body }) => body)).toEqual([
    { eventIds: [first.eventId], favourite: true },
    { eventIds: [first.eventId], favourite: false },
  ]);
});

test('a note is written, shown with its recording and in the list, changed and taken away', async () => {
  await open();
  await button(en.note.add).click();
  await page.getByLabelText(en.note.label).fill('The parcel of aunt Wang');
  await button(en.note.save).click();
  await expect.element(page.getByText('The parcel of aunt Wang').first()).toBeVisible();
  await expect.poll(() => page.getByText('The parcel of aunt Wang').elements().length).toBe(2);
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
  await button(en.note.change).click();
  await page.getByLabelText(en.note.label).fill('');
  await button(en.note.save).click();
  await expect.element(page.getByText('The parcel of aunt Wang')).not.toBeInTheDocument();
});

test('a recording is kept after its owner has read what that takes, and let go again', async () => {
  const { server } = await open();
  const keep = button(en.keeping.keep).first();
  await expect.element(keep).toHaveAttribute('aria-pressed', 'false');
  await keep.click();
  const sheet = page.getByRole('dialog');
  await expect.element(sheet.getByText('340.0 MB of 1.0 GB used for keeping · 12.0 MB more with this')).toBeVisible();
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
  await sheet.getByRole('button', { name: en.keeping.keep }).click();
  await expect.element(keep).toHaveAttribute('aria-pressed', 'true');
  await expect.poll(() => page.getByText(en.keeping.isKept, { exact: true }).elements().length).toBe(1);
  await keep.click();
  await page.getByRole('button', { name: en.keeping.letGo }).click();
  await expect.element(keep).toHaveAttribute('aria-pressed', 'false');
  expect(server.calls('keepEvents').map(({ body }) => body)).toEqual([
    { eventIds: [first.eventId], keep: true },
    { eventIds: [first.eventId], keep: false },
  ]);
});

test('what does not fit says how much is missing, and what has no days of its own any more what gives its room back', async () => {
  await open(undefined, 'no', 995e6);
  await button(en.keeping.keep).first().click();
  await expect.element(page.getByText(/7.0 MB too much/)).toBeVisible();
  expect(page.getByRole('dialog').getByRole('button', { name: en.keeping.keep }).elements()).toEqual([]);
});

test('of what is kept beyond its days it is said that deleting gives the room back', async () => {
  await open(undefined, 'beyond');
  await button(en.keeping.keep).first().click();
  await expect.element(page.getByText(en.keeping.beyondText)).toBeVisible();
  expect(page.getByRole('button', { name: en.keeping.letGo }).elements()).toEqual([]);
});

test('who may watch alone marks and writes nothing', async () => {
  await open(['watch']);
  await expect.element(button(en.download)).toBeVisible();
  expect(button(en.favourite).elements()).toEqual([]);
  expect(button(en.keeping.keep).elements()).toEqual([]);
  expect(button(en.note.add).elements()).toEqual([]);
});
