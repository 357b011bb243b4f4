import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';

type Seen = { time: number; frames: number; width: number };

const seenOf = (page: Page): Promise<Seen> =>
  page.locator('video').evaluate((element) => {
    const video = element as unknown as {
      currentTime: number;
      videoWidth: number;
      getVideoPlaybackQuality(): { totalVideoFrames: number };
    };
    const { totalVideoFrames: frames } = video.getVideoPlaybackQuality();
    return { time: video.currentTime, frames, width: video.videoWidth };
  });

/** Pictures were decoded and time went on. */
export const expectPlaying = (page: Page): Promise<void> =>
  eventually(async () => {
    const { time, frames, width } = await seenOf(page);
    expect(time).toBeGreaterThan(0.5);
    expect(frames).toBeGreaterThan(3);
    expect(width).toBeGreaterThan(0);
  }, 30_000);

/** When the app showed the first picture of what was chosen last, by this machine's clock. */
export const firstPictureAt = (page: Page): Promise<number> =>
  eventually(async () => {
    const at = (await page.evaluate(
      `performance.getEntriesByName('kaitong.playback.started')
        .map(({ startTime, duration }) => performance.timeOrigin + startTime + duration).at(-1)`,
    )) as number | undefined;
    if (at === undefined) throw new Error('no picture yet');
    return at;
  });
