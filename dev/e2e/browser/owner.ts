import type { Language } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import type { Demo } from '../demo.ts';
import { openSignedIn, PHONE, type Sign } from './people.ts';

/** A region's app on a phone, signed in. */
export const openPhone = (browser: Browser, { url, ...sign }: Sign & { url: string }, language: Language) =>
  openSignedIn(browser, url, sign, { language, width: PHONE });

/** The app of a demonstration's owner. */
export async function openApp(browser: Browser, demo: Demo, region: string, language: Language): Promise<Page> {
  const account = demo.apps.find((app) => app.region === region);
  if (!account) throw new Error(`there is no app in ${region}`);
  const { url, email: login, password } = account;
  return await openPhone(browser, { url, login, password }, language);
}
