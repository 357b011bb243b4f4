import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Language, PushSubscription } from '@kaitong/contract';
import type { Page } from 'playwright-core';
import { eventually } from '../../../src/activation/testing/eventually.ts';
import { openNotifying } from '../chromium.ts';
import { deliverPush } from '../deliver-push.ts';

type Shown = { title: string; body: string; data: { path: string } };

/** An owner's phone: a browser that shows notifications, and is woken by what a push service hands to it. */
export type Phone = {
  /** Opens the app in a tab of its own. */
  open(at: string): Promise<Page>;
  /** Hands a message that the push service took to the app's worker, while it sleeps. */
  push(text: string): Promise<void>;
  /** What stands on the lock screen, once something does. */
  notified(): Promise<Shown[]>;
  [Symbol.asyncDispose](): Promise<void>;
};

/**
 * Debian's Chromium knows no push service, so `pushManager.subscribe` is replaced, and nothing else.
 * @param app where a region's app stands, without a slash at its end
 */
export async function openPhone(app: string, given: PushSubscription, language: Language): Promise<Phone> {
  const profile = mkdtempSync(path.join(tmpdir(), 'kaitong-week-'));
  const context = await openNotifying(profile, { locale: language, viewport: { width: 390, height: 844 } });
  const { origin, pathname } = new URL(app);
  await context.grantPermissions(['notifications'], { origin });
  await context.addInitScript({ content: replaceSubscribe(given) });
  const desk = await context.newPage(); // of the same origin, which the app's worker does not have: the console's
  await desk.goto(origin);
  const cdp = await context.newCDPSession(desk);
  return {
    async open(at) {
      const page = await context.newPage();
      await page.goto(app + at);
      return page;
    },
    async push(data) {
      await deliverPush(cdp, { origin, scope: `${app}/`, data });
    },
    async notified() {
      return await eventually(async () => {
        const shown = await desk.evaluate<Shown[]>(`(async () => {
          const registration = await navigator.serviceWorker.getRegistration('${pathname}/');
          return (await registration.getNotifications()).map(({ title, body, data }) => ({ title, body, data }));
        })()`);
        if (shown.length === 0) throw new Error('nothing is shown');
        return shown;
      });
    },
    async [Symbol.asyncDispose]() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** It lasts from one visit to the next, as browsers keep theirs. */
const replaceSubscribe = (given: PushSubscription): string => `
  const given = ${JSON.stringify(given)};
  const unsubscribe = async () => (localStorage.removeItem('subscribed'), true);
  const subscription = { ...given, toJSON: () => given, unsubscribe };
  PushManager.prototype.getSubscription = async () => (localStorage.getItem('subscribed') ? subscription : null);
  PushManager.prototype.subscribe = async () => (localStorage.setItem('subscribed', 'yes'), subscription);`;
