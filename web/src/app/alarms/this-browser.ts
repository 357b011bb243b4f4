import type { PushSubscription as Given } from '@kaitong/contract';
import { place } from '../place.ts';

/**
 * What this browser can do. `no_https`: browsers let a page have a worker only over HTTPS; `ios_not_installed`: iPhones only
 * once the app is on the home screen; `denied`: its user said no.
 */
export type BrowserCase = 'able' | 'no_https' | 'ios_not_installed' | 'no_push' | 'denied';

export type BrowserFacts = {
  isSecure: boolean;
  /** Worker, push and notifications. */
  hasPush: boolean;
  isApple: boolean;
  isInstalled: boolean;
  permission: NotificationPermission | undefined;
};

export function caseOf({ isSecure, hasPush, isApple, isInstalled, permission }: BrowserFacts): BrowserCase {
  if (!isSecure) return 'no_https';
  if (isApple && !isInstalled) return 'ios_not_installed';
  if (!hasPush) return 'no_push';
  return permission === 'denied' ? 'denied' : 'able';
}

export const readBrowser = (): BrowserFacts => ({
  isSecure: window.isSecureContext,
  hasPush: 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window,
  // iPads name themselves as Macs, which have no touch.
  isApple: /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1),
  isInstalled: matchMedia('(display-mode: standalone)').matches,
  permission: 'Notification' in window ? Notification.permission : undefined,
});

const registration = () => navigator.serviceWorker?.getRegistration(`${place.pages}/`);

/** Where alarms reach this browser; undefined: nowhere. */
export async function findSubscription(): Promise<Given | undefined> {
  const found = await (await registration())?.pushManager?.getSubscription();
  return found ? toGiven(found) : undefined;
}

/** Asks its user and then its push service. `no_service`: many phones in mainland China have none that can be reached. */
export async function subscribe(serverKey: string): Promise<Given | 'denied' | 'no_service'> {
  if ((await Notification.requestPermission()) !== 'granted') return 'denied';
  const manager = (await navigator.serviceWorker.ready).pushManager;
  const options = { userVisibleOnly: true, applicationServerKey: serverKey };
  try {
    return toGiven(await manager.subscribe(options));
  } catch {
    // Of an earlier key, or without a service; the second time says which.
    await (await manager.getSubscription())?.unsubscribe();
    return await manager.subscribe(options).then(toGiven, () => 'no_service' as const);
  }
}

/** Nothing reaches this browser any more, and nothing is kept in it. */
export async function forgetBrowser(): Promise<void> {
  const there = await registration();
  await (await there?.pushManager?.getSubscription())?.unsubscribe();
  for (const shown of (await there?.getNotifications()) ?? []) shown.close();
  if ('caches' in window) await caches.delete(`visit ${location.origin}${place.pages}/`);
}

export async function unsubscribe(): Promise<void> {
  await (await (await registration())?.pushManager?.getSubscription())?.unsubscribe();
}

function toGiven(subscription: PushSubscription): Given {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint: endpoint ?? '', keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' } };
}
