import type { Alarm, Reminder } from '@kaitong/contract';
import { scope } from './scope.ts';
import { alarmTexts, reminderTexts } from './texts.ts';

/** Where a notification leads. */
type Place = { path: string };

/** What a page is asked to show; see `start-worker.ts`. */
export type Opening = { open: string };

/**
 * Every push shows something: browsers take the permission from apps that are woken and say nothing. It rings at once; its
 * picture may be on its way, and takes its place without a sound.
 */
export async function showAlarm(alarm: Alarm): Promise<void> {
  const { camera, kind, language, deviceId, eventId, at, picture } = alarm;
  const options = {
    body: alarmTexts[language][kind],
    lang: language,
    tag: `camera ${deviceId}`, // the newest of a camera stands for those before it
    renotify: true,
    timestamp: Date.parse(at),
    icon: '/app-icon-192.png',
    badge: '/app-icon-192.png',
    data: { path: `/devices/${deviceId}/footage?event=${eventId}` },
  };
  await scope.registration.showNotification(camera, options);
  const isThere = await fetch(picture).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!isThere) return;
  const [inView] = await scope.registration.getNotifications({ tag: options.tag });
  // It was put away, or a newer event of the camera stands there by now.
  if ((inView?.data as Place | undefined)?.path !== options.data.path) return;
  const withPicture = { ...options, image: picture, renotify: false, silent: true };
  await scope.registration.showNotification(camera, withPicture);
}

/** Of a camera's cloud storage: no picture belongs to it, and it leads to where that is renewed. */
export async function showReminder({ camera, reminder, language, deviceId, at }: Reminder): Promise<void> {
  const when = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
  await scope.registration.showNotification(camera, {
    body: reminderTexts[language][reminder].replace('{at}', when),
    lang: language,
    tag: `reminder ${deviceId}`, // the newest of a camera stands for those before it
    icon: '/app-icon-192.png',
    badge: '/app-icon-192.png',
    data: { path: `/devices/${deviceId}/cloud-storage` },
  });
}

/** In the app where it is open, else in a new window of it. */
export async function openAlarm(notification: Notification): Promise<void> {
  notification.close();
  const { path } = notification.data as Place;
  const windows = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true });
  const app = windows.find(({ url }) => url.startsWith(scope.registration.scope));
  if (!app) return void (await scope.clients.openWindow(scope.registration.scope.replace(/\/$/, '') + path));
  app.postMessage({ open: path } satisfies Opening);
  await app.focus();
}
