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

/** When somebody chose what plays, and when its first picture was on the screen, by this machine's clock. */
export const playbackTimes = (page: Page): Promise<{ chosen: number; shown: number }> =>
  eventually(async () => {
    const times = await page.evaluate<{ chosen: number; shown: number } | undefined>(
      `performance.getEntriesByName('kaitong.playback.started').map(({ startTime, duration }) => {
        const chosen = performance.timeOrigin + startTime;
        return { chosen, shown: chosen + duration };
      }).at(-1)`,
    );
    if (!times) throw new Error('no picture yet');
    return times;
  });
