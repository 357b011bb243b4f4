import { app, type DeviceId, type EventId, OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { overflowing } from '../../../testing/lists.ts';
import { sample } from '../../../testing/sample.ts';
import { openApp } from '../../testing/open.tsx';
import { en as ofApp } from '../../texts/en.ts';
import { beginOf } from '../day/days.ts';
import { en } from '../texts/en.ts';

const device = (n: number, name: string): OwnerDevice =>
  ({ ...sample(OwnerDevice, n), sharedBy: null, name }) as OwnerDevice;
const [door, yard] = [device(0, 'Front door'), device(1, 'Yard')];
const event = (n: number, { deviceId }: OwnerDevice, more: Partial<RecordedEvent> = {}): RecordedEvent => ({
  ...(sample(RecordedEvent, 0) as RecordedEvent),
  eventId: `eva000${'0'.repeat(11)}${String(n).padStart(3, '0')}` as EventId,
  ...{ deviceId: deviceId as DeviceId, type: 'person', favourite: false, kept: 'no', note: null, bytes: 1e6 },
  ...{ previewUrl: null, snapshotUrl: null },
  ...more,
});

/** A server whose favourites and deletions last. */
async function open(address = '/find', cameras: readonly OwnerDevice[] = [door, yard]) {
  let events = [
    event(1, door, { note: 'The parcel of aunt Wang, which nobody had expected so early in the morning of that day' }),
    event(2, yard, { favourite: true, type: 'motion' }),
    event(3, door),
  ];
  const opened = await openApp(address, {
    listDevices: () => ({
      ...sample(app.listDevices.reply, 0, { items: 0 }),
      items: [...cameras],
      next: null,
      former: [],
    }),
    listSharedCameras: () => ({ items: [] }),
    listDownloads: () => ({ items: [] }),
    listNewestEvents: ({ query }) => ({
      items: events.filter(
        (one) =>
          (query.deviceId === undefined || one.deviceId === query.deviceId) &&
          (query.type === undefined || one.type === query.type) &&
          (query.favourite === undefined || one.favourite === query.favourite) &&
          (query.kept === undefined || (one.kept !== 'no') === query.kept),
      ),
      next: null,
    }),
    markFavourites: ({ body }) => {
      events = events.map((one) => (body.eventIds.includes(one.eventId) ? { ...one, favourite: body.favourite } : one));
      return { changed: body.eventIds.length };
    },
    getKept: () => ({ quota: 1e9, used: 0, events: 0 }),
    keepEvents: ({ body }) => {
      events = events.map((one) => (body.eventIds.includes(one.eventId) ? { ...one, kept: 'yes' as const } : one));
      const kept = { quota: 1e9, used: 1e6, events: 1 };
      return { changed: body.eventIds.length, beyond: 0, kept };
    },
    deleteEvents: ({ body }) => {
      events = events.filter(({ eventId }) => !body.eventIds.includes(eventId));
      return { deleted: body.eventIds.length };
    },
    createExport: () => ({ url: 'data:application/x-tar,', fileName: 'x.tar', expiresAt: new Date().toISOString() }),
  });
  return opened;
}
const rows = () => document.querySelectorAll('main ul > li').length;
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

test('what is looked for stands in the address and narrows the list', async () => {
  const { router, server } = await open();
  await expect.poll(rows).toBe(3);
  await page.getByLabelText(en.finding.favourites).click();
  await expect.poll(rows).toBe(1);
  await page.getByLabelText(en.finding.favourites).click();
  await page.getByLabelText(en.finding.camera).selectOptions('Front door');
  await expect.poll(rows).toBe(2);
  await page.getByLabelText(en.exporting.from).fill('2026-01-15');
  await expect.poll(() => router.state.location.search).toEqual({ device: door.deviceId, from: '2026-01-15' });
  await expect
    .poll(() => server.calls('listNewestEvents').at(-1)?.query)
    .toMatchObject({ deviceId: door.deviceId, from: beginOf('2026-01-15').toISOString() });
  await page.getByLabelText(en.filter).selectOptions(en.types.doorbell);
  await expect.element(page.getByText(en.finding.none)).toBeVisible();
});

test('a day is typed by digits alone or chosen from the calendar, and taken away again', async () => {
  const { router } = await open();
  const from = page.getByLabelText(en.exporting.from, { exact: true });
  await from.fill('20260115');
  await expect.element(from).toHaveValue('2026-01-15');
  await expect.poll(() => router.state.location.search).toEqual({ from: '2026-01-15' });
  await page.getByRole('button', { name: ofApp.written.choose.replace('{{label}}', en.exporting.from) }).click();
  const sheet = page.getByRole('dialog', { name: en.exporting.from });
  await expect.element(sheet.getByRole('button', { name: 'Thursday, January 15, 2026', exact: true })).toHaveFocus();
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
  await userEvent.keyboard('{ArrowLeft}{ArrowUp}{Enter}');
  await expect.element(from).toHaveValue('2026-01-07');
  await expect.poll(() => router.state.location.search).toEqual({ from: '2026-01-07' });
  await from.fill('2026-01-0');
  await userEvent.tab();
  await expect.element(from).toHaveValue('2026-01-07');
  await expect.element(from).toHaveAccessibleDescription(/2026-01-07 stays/);
  await from.clear();
  await expect.poll(() => router.state.location.search).toEqual({});
  await from.fill('2026-02-30');
  await userEvent.tab();
  await expect.element(from).toHaveValue('');
  await expect.element(from).toHaveAccessibleDescription(/“2026-02-30” is no day and is not used/);
});

test('an address that was kept opens what it names, and fits each width', async () => {
  await open(`/find?favourites=true&device=${yard.deviceId}`);
  await expect.poll(rows).toBe(1);
  await expect.element(page.getByLabelText(en.finding.favourites)).toBeChecked();
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
});

test('selected events become favourites, are exported and deleted together, camera by camera', async () => {
  const { server } = await open();
  await press(en.selecting.title);
  await expect.element(page.getByText(en.selecting.none)).toBeVisible();
  await page.getByLabelText(en.selecting.all).click();
  await expect.element(page.getByText('Events chosen: 3')).toBeVisible();
  for (const width of [320, 390, 1280]) {
    await page.viewport(width, 844);
    await expect.poll(overflowing).toEqual([]);
  }
  await press(en.favourite);
  await expect.poll(() => server.calls('markFavourites')).toHaveLength(2);
  await expect.element(page.getByRole('button', { name: en.selecting.noFavourite })).toBeVisible();
  await press(en.exporting.now);
  await expect.poll(() => server.calls('createExport')).toHaveLength(1);
  expect(server.calls('createExport')[0]?.body?.eventIds).toHaveLength(3);
  await page.getByRole('checkbox', { name: /Yard/ }).click();
  await press(en.delete);
  await expect.element(page.getByText('Delete the chosen recordings (2)?')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: en.delete, exact: true }).click();
  await expect.poll(rows).toBe(1);
  expect(server.calls('deleteEvents')).toHaveLength(1);
});

test('selected events are kept together, camera by camera, and found again', async () => {
  const { server } = await open();
  await press(en.selecting.title);
  await page.getByLabelText(en.selecting.all).click();
  await press(en.keeping.keep);
  const sheet = page.getByRole('dialog');
  await expect.element(sheet.getByText('0 B of 1.0 GB used for keeping · 2.0 MB more with this')).toBeVisible();
  await expect.element(sheet.getByText('Yard')).toBeVisible();
  await sheet.getByRole('button', { name: en.keeping.keep, exact: true }).click();
  await expect.poll(() => server.calls('keepEvents')).toHaveLength(2);
  await press(en.done);
  await page.getByLabelText(en.finding.kept).click();
  await expect.poll(() => server.calls('listNewestEvents').at(-1)?.query).toMatchObject({ kept: true });
  await expect.poll(rows).toBe(3);
});

test('with a camera of somebody else among them, what is its owner’s alone is not offered', async () => {
  const shared = { ...yard, sharedBy: { ownerName: 'Zhang', householdId: 'h', rights: ['watch'] } } as OwnerDevice;
  await open('/find', [door, shared]);
  await press(en.selecting.title);
  await page.getByLabelText(en.selecting.all).click();
  await expect.element(page.getByText(en.selecting.others)).toBeVisible();
  for (const name of [en.exporting.now, en.delete, en.favourite, en.keeping.keep])
    await expect.element(page.getByRole('button', { name, exact: true })).toBeDisabled();
});
