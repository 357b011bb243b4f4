// The service worker of one region's app: it shows alarms while no page is open, and the last visit without a network.
import type { Alarm, Reminder } from '@kaitong/contract';
import { openAlarm, showAlarm, showReminder } from './alarm.ts';
import { answerOffline, keepAssets } from './offline.ts';
import { scope } from './scope.ts';

/** What pages say to it. */
export type Told = { keep: string[] };

scope.addEventListener('install', (event) => event.waitUntil(scope.skipWaiting()));
scope.addEventListener('activate', (event) => event.waitUntil(scope.clients.claim()));
scope.addEventListener('push', (event) => {
  // Only our server has the key that it was encrypted with.
  if (!event.data) return;
  const told = event.data.json() as Alarm | Reminder;
  event.waitUntil('reminder' in told ? showReminder(told) : showAlarm(told));
});
scope.addEventListener('notificationclick', (event) => event.waitUntil(openAlarm(event.notification)));
scope.addEventListener('fetch', answerOffline);
scope.addEventListener('message', (event) => event.waitUntil(keepAssets((event.data as Told).keep)));
