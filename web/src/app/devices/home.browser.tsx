import { app, OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { later, Refused } from '../../testing/fake-server.ts';
import { overflowing } from '../../testing/lists.ts';
import { sample } from '../../testing/sample.ts';
import { en as footage } from '../footage/texts/en.ts';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const PICTURE = 'data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=';

const device = (n: number, change: Partial<OwnerDevice> = {}) => ({
  ...sample(OwnerDevice, n),
  sharedBy: null,
  kind: 'camera' as const,
  ...change,
});
const eventOf = (n: number, { deviceId }: { deviceId: string }, change: Partial<RecordedEvent> = {}) => ({
  ...sample(RecordedEvent, n),
  deviceId,
  previewUrl: PICTURE,
  unread: false,
  ...change,
});
const listed = (...items: ReturnType<typeof device>[]) => ({
  ...sample(app.listDevices.reply, 0, { items: 0 }),
  ...{ items, next: null, former: [] },
});

const feed = () => page.getByRole('region', { name: footage.newest });
const tiles = () => document.querySelectorAll('main ul')[0]?.querySelectorAll('li').length;
const pictures = () => document.querySelectorAll('main ul:first-of-type img').length;

test('each camera stands with its last picture and its state, and a camera without one all the same', async () => {
  const [door, yard] = [
    device(0, { name: 'Door', presence: 'online' }),
    device(1, { name: 'Yard', presence: 'offline' }),
  ];
  await openApp('/', {
    listDevices: () => listed(door, yard),
    listLastPictures: () => ({ items: [eventOf(0, door)] }),
  });
  const first = page.getByRole('listitem').filter({ hasText: 'Door' });
  await expect.element(first.getByText(en.presence.online)).toBeVisible();
  await expect.poll(() => first.element().querySelector('img')?.src).toBe(PICTURE);
  const second = page.getByRole('listitem').filter({ hasText: 'Yard' });
  await expect.element(second.getByText(en.presence.offline, { exact: true })).toBeVisible();
  expect(second.element().querySelector('img')).toBeNull();
});

test('what happened at all cameras stands in one list, with the camera’s name, also of a camera that was theirs', async () => {
  const [door, gone] = [device(0, { name: 'Door' }), device(1, { name: 'Cellar' })];
  const { server } = await openApp('/', {
    listDevices: () => ({ ...listed(door), former: [gone] }),
    listNewestEvents: ({ query: { cursor } }) =>
      cursor === undefined
        ? { items: [eventOf(0, door, { type: 'doorbell' }), eventOf(1, gone, { type: 'motion' })], next: 'second' }
        : { items: [eventOf(2, door, { type: 'person' })], next: null },
  });
  const rang = feed().getByRole('link').filter({ hasText: footage.types.doorbell });
  await expect.element(rang.getByText('Door')).toBeVisible();
  expect(rang.element().getAttribute('href')).toMatch(`/devices/${door.deviceId}/footage?`);
  const moved = feed().getByRole('link').filter({ hasText: footage.types.motion });
  await expect.element(moved.getByText('Cellar')).toBeVisible();
  await feed().getByRole('button', { name: en.common.more }).click();
  await expect.element(feed().getByText(footage.types.person)).toBeVisible();
  expect(server.calls('listNewestEvents').map(({ query }) => query.cursor)).toEqual([undefined, 'second']);
});

test('cameras are there before their pictures and events are, and where none ever come it says when they will', async () => {
  const [events, last] = [later<never>(), later<never>()];
  await openApp('/', {
    listDevices: () => listed(device(0, { name: 'Door' })),
    listNewestEvents: events.answer,
    listLastPictures: last.answer,
  });
  await expect.element(page.getByText('Door')).toBeVisible();
  await expect.element(feed().getByRole('status')).toBeInTheDocument();
  events.give({ items: [], next: null } as never);
  last.give({ items: [] } as never);
  await expect.element(feed().getByText(footage.newestEmpty)).toBeVisible();
  expect(pictures()).toBe(0);
});

test('without a camera nothing is asked for but cameras', async () => {
  const { server } = await openApp('/', { listDevices: () => listed() });
  await expect.element(page.getByText(en.devices.empty).first()).toBeVisible();
  expect([...server.calls('listNewestEvents'), ...server.calls('listLastPictures')]).toEqual([]);
});

test('events that cannot be read say so and are asked for again, and the cameras stay', async () => {
  const door = device(0, { name: 'Door' });
  const { server } = await openApp('/', {
    listDevices: () => listed(door),
    listNewestEvents: () => new Refused('internal_error'),
    listLastPictures: () => new Refused('internal_error'),
  });
  await expect.element(feed().getByText(/internal_error/)).toBeVisible();
  await expect.element(page.getByText('Door')).toBeVisible();
  server.answer({ listNewestEvents: () => ({ items: [eventOf(0, door, { type: 'doorbell' })], next: null }) });
  await feed().getByRole('button', { name: en.common.retry }).click();
  await expect.element(feed().getByText(footage.types.doorbell)).toBeVisible();
  await expect.element(page.getByText(/internal_error/)).not.toBeInTheDocument();
});

test('many cameras, some with endless names, stand beside their events on a desk and above them on a phone', async () => {
  const many = Array.from({ length: 50 }, (_, n) => device(n));
  await openApp('/', {
    listDevices: () => listed(...many),
    listLastPictures: () => ({ items: many.map((one, n) => eventOf(n, one)) }),
    listNewestEvents: () => ({ items: many.slice(0, 10).map((one, n) => eventOf(n, one)), next: null }),
  });
  await expect.element(feed().getByRole('link').first()).toBeVisible();
  await expect.poll(tiles).toBe(50);
  const boxes = () => {
    const [grid, list] = [document.querySelector('main ul'), feed().element()].map((one) =>
      one?.getBoundingClientRect(),
    );
    if (!grid || !list) throw new Error('the home is not there');
    return { grid, list };
  };
  await page.viewport(1280, 800);
  await expect.poll(overflowing).toEqual([]);
  expect(boxes().list.left).toBeGreaterThan(boxes().grid.right);
  expect(boxes().list.right - boxes().grid.left).toBeGreaterThan(1000);
  await page.viewport(390, 844);
  await expect.poll(overflowing).toEqual([]);
  expect(boxes().list.top).toBeGreaterThan(boxes().grid.bottom);
  await page.viewport(320, 640);
  await expect.poll(overflowing).toEqual([]);
  await page.viewport(1280, 800);
});
