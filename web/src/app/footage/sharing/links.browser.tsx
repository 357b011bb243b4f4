import { app } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Handlers, Refused } from '../../../testing/fake-server.ts';
import { sample } from '../../../testing/sample.ts';
import { place } from '../../place.ts';
import { openApp } from '../../testing/open.tsx';
import { en } from '../texts/en.ts';

const event = { ...sample(app.getEvent.reply), state: 'complete' as const, unread: false };
const FOOTAGE = `/devices/${event.deviceId}/footage?day=${event.startedAt.slice(0, 10)}&event=${event.eventId}`;
const reads: Handlers<typeof app> = {
  listEvents: () => ({ items: [event], next: null }),
  getEvent: () => event,
  getTimeline: () => sample(app.getTimeline.reply),
  createPlayback: () => new Refused('not_found'),
};
const [listed] = sample(app.listShares.reply).items;
if (!listed) throw new Error('samples hold one share');
const link = { ...listed, pin: null, paused: false, views: 0, viewedAt: null, picture: true };
const sheet = () => page.getByRole('dialog');
const pinField = () => page.getByRole('textbox', { name: en.link.pin });

test('a link is protected by a PIN that is drawn, and may be typed; both are told apart', async () => {
  const pageUrl = `https://kaitong.example${place.pages}/share/1`;
  const { server } = await openApp(FOOTAGE, {
    ...reads,
    createShare: ({ body }) => ({ ...link, pin: body.pin ?? null, pageUrl, playlistUrl: null }),
  });
  await page.getByRole('button', { name: en.share, exact: true }).click();
  await sheet().getByRole('switch', { name: en.link.withPin }).click();
  expect((pinField().element() as HTMLInputElement).value).toMatch(/^\d{4}$/);
  await expect.element(sheet().getByRole('switch', { name: en.link.picture })).not.toBeInTheDocument();
  await userEvent.fill(pinField(), '12a');
  await expect.element(sheet().getByRole('button', { name: en.createLink })).toBeDisabled();
  await userEvent.fill(pinField(), '13-57');
  await sheet().getByRole('button', { name: en.createLink }).click();
  await expect.element(sheet().getByText('1357')).toBeVisible();
  await expect.element(sheet().getByText(en.link.pinApart)).toBeVisible();
  await expect.element(sheet().getByText(en.link.cardBare)).toBeVisible();
  const [call] = server.calls('createShare');
  expect(call).toMatchObject({ body: { pin: '1357', hours: 24, language: 'en', timeZone: expect.any(String) } });
});

test('the list says how often a link was opened, and a paused one is opened again', async () => {
  let paused = true;
  const viewedAt = new Date(Date.now() - 60_000).toISOString();
  const { server } = await openApp('/me/shares', {
    listShares: () => ({ items: [{ ...link, pin: '4821', views: 3, viewedAt, paused }], next: null }),
    changeShare: () => {
      paused = false;
      return { ...link, paused };
    },
  });
  const row = page.getByRole('listitem').filter({ hasText: '4821' });
  await expect.element(row.getByText(/^Opened 3 times/)).toBeVisible();
  await row.getByRole('button', { name: en.link.resume }).click();
  await expect.element(row.getByText(en.link.paused)).not.toBeInTheDocument();
  expect(server.calls('changeShare')).toMatchObject([{ params: { id: link.id }, body: { resume: true } }]);
});

test('a link is prolonged and loses its PIN; what was not touched is not sent', async () => {
  const { server } = await openApp('/me/shares', {
    listShares: () => ({ items: [{ ...link, pin: '4821' }], next: null }),
    changeShare: () => link,
  });
  await page.getByRole('button', { name: en.link.change }).click();
  await userEvent.click(sheet().getByRole('radio', { name: en.hours['72'] }), { force: true });
  await sheet().getByRole('button', { name: en.link.save }).click();
  await expect.element(sheet()).not.toBeInTheDocument();
  await page.getByRole('button', { name: en.link.change }).click();
  await sheet().getByRole('switch', { name: en.link.withPin }).click();
  await expect.element(sheet().getByText(en.link.endsVisits)).toBeVisible();
  await sheet().getByRole('button', { name: en.link.save }).click();
  await expect.element(sheet()).not.toBeInTheDocument();
  expect(server.calls('changeShare').map(({ body }) => body)).toEqual([{ hours: 72 }, { pin: null }]);
});

test('whoever opens a protected link types its PIN; a wrong one says how many tries are left, the last that it paused', async () => {
  const answers = [new Refused('share_pin_wrong', { left: 1 }), sample(app.visitShare.reply)];
  const { server } = await openApp('/share/secret', {
    visitShare: ({ body }) =>
      body.pin === undefined ? new Refused('share_pin_needed') : (answers.shift() ?? new Refused('share_paused')),
  });
  await userEvent.fill(pinField(), '0000');
  await page.getByRole('button', { name: en.link.open }).click();
  await expect.element(page.getByRole('alert').getByText(/link pauses: 1/)).toBeVisible();
  await userEvent.fill(pinField(), '4821');
  await page.getByRole('button', { name: en.link.open }).click();
  await expect.element(page.getByText(en.shareUntil, { exact: false })).toBeVisible();
  expect(server.calls('visitShare').map(({ body }) => body)).toMatchObject([{}, { pin: '0000' }, { pin: '4821' }]);
});

test('a link that paused while its PIN was typed says so', async () => {
  let wrong = false;
  await openApp('/share/secret', {
    visitShare: ({ body }) => {
      if (body.pin === undefined && !wrong) return new Refused('share_pin_needed');
      wrong = true;
      return new Refused('share_paused');
    },
  });
  await userEvent.fill(pinField(), '0000');
  await page.getByRole('button', { name: en.link.open }).click();
  await expect.element(page.getByText(en.link.pausedFor)).toBeVisible();
});

test('a page that is loaded again goes on with its visit, and opens another one when that is over', async () => {
  const visited = { ...sample(app.visitShare.reply), token: 'pb_visit' };
  sessionStorage.setItem('kaitong visit plain', 'pb_before');
  const { server } = await openApp('/share/plain', {
    getSharedFootage: () => new Refused('share_ended'),
    visitShare: () => visited,
  });
  await expect.element(page.getByText(en.shareUntil, { exact: false })).toBeVisible();
  expect(server.calls('getSharedFootage')).toMatchObject([{ params: { token: 'pb_before' } }]);
  expect(sessionStorage.getItem('kaitong visit plain')).toBe('pb_visit');
});
