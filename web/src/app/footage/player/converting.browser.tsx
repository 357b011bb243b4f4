import { app, type Reply } from '@kaitong/contract';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { type Handlers, Refused } from '../../../testing/fake-server.ts';
import { overflowing } from '../../../testing/lists.ts';
import { sample } from '../../../testing/sample.ts';
import { openApp } from '../../testing/open.tsx';
import { dayOf } from '../day/days.ts';
import { en } from '../texts/en.ts';

const event = { ...sample(app.getEvent.reply), state: 'complete' as const, unread: false, codec: 'h265' as const };
const KEY = 'kaitong.playback.codec';

/** A playlist whose one segment never comes. */
const neverReady = (): string => {
  const lines = ['#EXTM3U', '#EXT-X-VERSION:6', '#EXT-X-TARGETDURATION:2', '#EXT-X-PLAYLIST-TYPE:VOD', '#EXTINF:2,'];
  const url = URL.createObjectURL(new Blob([[...lines, 'http://127.0.0.1:9/0.ts', '#EXT-X-ENDLIST'].join('\n')]));
  onTestFinished(() => URL.revokeObjectURL(url));
  return url;
};
type Playback = Reply<typeof app.createPlayback>;
const playback = (more: Partial<Playback>): Playback => ({
  ...sample(app.createPlayback.reply),
  ...{ kind: 'hls', codec: 'h264', transcoded: false, conversionsBefore: 0, playlistUrl: neverReady() },
  ...more,
});
const reads: Handlers<typeof app> = {
  getEvent: () => event,
  listEvents: () => ({ items: [event], next: null }),
  endPlayback: () => ({}),
};
const open = (handlers: Handlers<typeof app>) =>
  openApp(`/devices/${event.deviceId}/footage?day=${dayOf(event.startedAt)}&event=${event.eventId}`, {
    ...reads,
    ...handlers,
  });
const asked = (calls: { body: { codec: string } }[]) => calls.map(({ body }) => body.codec);
const asRecorded = () => page.getByRole('button', { name: en.playAsRecorded });

/** What a browser says of H.265, whatever it does; of all else it says the truth. */
function saysItPlays(isAble: boolean): void {
  const { isTypeSupported } = MediaSource;
  const { canPlayType } = HTMLVideoElement.prototype;
  const isMeant = (type: string) => type.includes('hvc1');
  vi.spyOn(MediaSource, 'isTypeSupported').mockImplementation((type) =>
    isMeant(type) ? isAble : isTypeSupported.call(MediaSource, type),
  );
  vi.spyOn(HTMLVideoElement.prototype, 'canPlayType').mockImplementation(function (this: HTMLVideoElement, type) {
    if (isMeant(type)) return isAble ? 'probably' : '';
    return canPlayType.call(this, type);
  });
  onTestFinished(() => void vi.restoreAllMocks());
}

beforeEach(() => localStorage.removeItem(KEY));

describe('in the app', () => {
  test('what the browser cannot play is converted without a question, told quietly, and remembered', async () => {
    saysItPlays(false);
    const { server } = await open({
      createPlayback: ({ body }) => playback({ transcoded: body.codec === 'h264', conversionsBefore: 3 }),
    });
    await expect.element(page.getByText(en.converted)).toBeVisible();
    await expect.element(page.getByText('Preparing the video; parts before it: 3')).toBeVisible();
    expect(asked(server.calls('createPlayback'))).toEqual(['h264']);
    expect(localStorage.getItem(KEY)).toBe('h264');
    await expect.element(asRecorded()).not.toBeInTheDocument();
    for (const width of [320, 390, 1280]) {
      await page.viewport(width, 844);
      await expect.poll(overflowing).toEqual([]);
    }
  });

  test('a browser that could after all plays as recorded once it is told to, and from then on', async () => {
    localStorage.setItem(KEY, 'h264');
    saysItPlays(true);
    const { server } = await open({
      createPlayback: ({ body }) => playback({ transcoded: body.codec === 'h264' }),
    });
    await userEvent.click(asRecorded());
    await expect.poll(() => asked(server.calls('createPlayback'))).toEqual(['h264', 'as-recorded']);
    await expect.element(page.getByText(en.converted)).not.toBeInTheDocument();
    expect(localStorage.getItem(KEY)).toBe('as-recorded');
  });

  test('a browser that says it plays H.265 and does not has it converted by itself', async () => {
    saysItPlays(true);
    const file = URL.createObjectURL(new Blob(['no video']));
    const { server } = await open({
      createPlayback: ({ body: { codec } }) =>
        codec === 'h264'
          ? playback({ transcoded: true })
          : playback({ kind: 'file', codec: 'h265', playlistUrl: file }),
    });
    await expect.element(page.getByText(en.converted)).toBeVisible();
    expect(asked(server.calls('createPlayback'))).toEqual(['as-recorded', 'h264']);
    expect(localStorage.getItem(KEY)).toBe('h264');
  });

  test('a server that cannot convert is told of, with a way to play as recorded where there is one', async () => {
    localStorage.setItem(KEY, 'h264');
    saysItPlays(true);
    await open({
      createPlayback: ({ body: { codec } }) =>
        codec === 'h264' ? new Refused('conversion_unavailable') : playback({ codec: 'h265' }),
    });
    await expect.element(page.getByText(en.failed.unconverted.title)).toBeVisible();
    await userEvent.click(asRecorded());
    await expect.element(page.getByTestId('footage-video')).toBeInTheDocument();
  });
});

describe('behind a link', () => {
  const shared = (more: Partial<Reply<typeof app.visitShare>> = {}): Reply<typeof app.visitShare> => ({
    ...sample(app.visitShare.reply),
    ...{ kind: 'hls', codec: 'h264', transcoded: true, conversionsBefore: 2, cut: null, playlistUrl: neverReady() },
    ...more,
  });

  test('what a visitor’s browser cannot play is asked for converted, and is said to be prepared', async () => {
    saysItPlays(false);
    const { server } = await openApp('/share/pb_link', { visitShare: () => shared() });
    await expect.element(page.getByText('Preparing the video; parts before it: 2')).toBeVisible();
    expect(server.calls('visitShare').map(({ body }) => body.codec)).toEqual(['h264']);
    for (const width of [320, 390, 1280]) {
      await page.viewport(width, 844);
      await expect.poll(overflowing).toEqual([]);
    }
  });

  test('a browser that plays H.265 gets it as it was recorded', async () => {
    saysItPlays(true);
    const { server } = await openApp('/share/pb_link', {
      visitShare: () => shared({ codec: 'h265', transcoded: false, conversionsBefore: 0 }),
    });
    await expect.element(page.getByTestId('footage-video')).toBeInTheDocument();
    expect(server.calls('visitShare').map(({ body }) => body.codec)).toEqual(['as-recorded']);
  });

  test('a server that cannot convert leaves a visitor the words that it needs another browser', async () => {
    saysItPlays(false);
    await openApp('/share/pb_link', { visitShare: () => new Refused('conversion_unavailable') });
    await expect.element(page.getByText(en.failed.sharedCodec.title)).toBeVisible();
  });
});
