import { app, OwnerDevice, type RecordedEvent } from '@kaitong/contract';
import { expect, onTestFinished, test } from 'vitest';
import { page } from 'vitest/browser';
import { later } from '../../../testing/fake-server.ts';
import { sample } from '../../../testing/sample.ts';
import { openApp } from '../../testing/open.tsx';
import { en } from '../texts/en.ts';

const device = { ...sample(OwnerDevice), name: 'Door', sharedBy: null, kind: 'camera' as const };
const event = {
  ...(sample(app.getEvent.reply) as RecordedEvent),
  ...{ deviceId: device.deviceId, type: 'doorbell' as const, state: 'open' as const, previewUrl: null },
};

/** A playlist whose segment never comes. */
const neverReady = (): string => {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-TARGETDURATION:2', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXTINF:2,'];
  const url = URL.createObjectURL(new Blob([[...lines, 'http://127.0.0.1:9/0.ts', '#EXT-X-ENDLIST'].join('\n')]));
  onTestFinished(() => URL.revokeObjectURL(url));
  return url;
};

test('an event that is tapped at home is played before anything else has been read, and once', async () => {
  const [read, told] = [later<never>(), later<never>()];
  const { server } = await openApp('/', {
    listDevices: () => ({ ...sample(app.listDevices.reply, 0, { items: 0 }), items: [device], next: null, former: [] }),
    listNewestEvents: () => ({ items: [event], next: null }),
    listLastPictures: () => ({ items: [] }),
    listDownloads: () => ({ items: [] }),
    getDevice: read.answer,
    getEvent: told.answer,
    getTimeline: () => ({ spans: [] }),
    listEvents: () => ({ items: [], next: null }),
    endPlayback: () => ({}),
    createPlayback: () => ({
      ...sample(app.createPlayback.reply),
      ...{ kind: 'hls' as const, codec: 'h264' as const, transcoded: false, playlistUrl: neverReady() },
    }),
  });
  await page.getByRole('region', { name: en.newest }).getByRole('link').filter({ hasText: en.types.doorbell }).click();
  const videos = page.getByTestId('footage-video');
  await expect.element(videos).toBeInTheDocument();
  // What comes later stands beside it, and begins nothing anew.
  const [screen] = videos.elements();
  told.give(event as never);
  await expect.element(page.getByRole('button', { name: en.delete, exact: true })).toBeVisible();
  read.give({ ...device, name: 'Front door' } as never);
  await expect.poll(() => document.title).toContain('Front door');
  expect(videos.elements()).toEqual([screen]);
  expect(server.calls('createPlayback').length).toBe(1);
});
