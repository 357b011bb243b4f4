import type { Browser } from 'playwright-core';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { launchChromium } from './chromium.ts';

export type Pages = { rig: RunningRig; browser: Browser; [Symbol.asyncDispose](): Promise<void> };

/** A platform that hands out the built pages, and a browser to look at them. */
export async function openPages(environment: Record<string, string> = {}): Promise<Pages> {
  const { folder } = await buildWeb();
  const [rig, browser] = await Promise.all([startRig(environment, { pages: folder }), launchChromium()]);
  return {
    rig,
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close();
      await rig.stop();
    },
  };
}
