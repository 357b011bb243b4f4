import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../../scripts/chromium.ts';

export async function launchChromium(): Promise<Browser> {
  return await chromium.launch(await findChromium());
}
