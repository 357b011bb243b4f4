import { shownLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { place } from '../place.ts';
import type { Opening } from '../worker/alarm.ts';
import type { Told } from '../worker/worker.ts';
import { alarmsApi } from './alarms-api.ts';
import { findSubscription, unsubscribe } from './this-browser.ts';
import { areWantedBy } from './wanted-by.ts';

/** Makes the app one that can be installed, and has its worker show alarms and the last visit. */
export async function startWorker(go: (path: string) => void): Promise<void> {
  linkManifest();
  if (!('serviceWorker' in navigator)) return; // no HTTPS
  const { serviceWorker } = navigator;
  serviceWorker.addEventListener('message', ({ data }: MessageEvent<Opening>) => go(data.open));
  const scope = `${place.pages}/`;
  await serviceWorker.register(`${scope}worker.js`, { scope, updateViaCache: 'none' });
  const { active } = await serviceWorker.ready;
  const keep = performance.getEntriesByType('resource').map(({ name }) => name);
  active?.postMessage({ keep } satisfies Told);
  await renewPhone();
}

function linkManifest(): void {
  if (document.querySelector('link[rel=manifest]')) return;
  const link = document.createElement('link');
  link.rel = 'manifest';
  link.href = `${place.pages}/manifest.webmanifest`;
  document.head.append(link);
}

/**
 * A browser may have another address by now, or its owner another language; and who signed in anew is another session, but
 * may also be another owner, who did not ask for it.
 */
async function renewPhone(): Promise<void> {
  const subscription = await findSubscription();
  if (!subscription || Notification.permission !== 'granted') return;
  const { id } = await api.getOwner({});
  if (!areWantedBy(id)) await unsubscribe();
  else await alarmsApi.addAlarmPhone({ body: { ...subscription, language: shownLanguage() } });
}
