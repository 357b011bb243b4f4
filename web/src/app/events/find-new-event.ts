import type { DeviceId, RecordedEvent } from '@kaitong/contract';
import { serverNow } from '../../api/clock.ts';
import { findSubscription } from '../alarms/this-browser.ts';
import { api } from '../api.ts';
import { areNotificationsOn } from '../footage/settings/notifications.ts';
import { nameOfType } from '../footage/texts/index.ts';

export type NewEvent = RecordedEvent & { camera: string };

/** What happened before anything was told here is no news, however late a camera sends it. */
const EARLIEST = serverNow() - 60_000;
const told = new Set<string>();

/** A camera's newest event, once. */
export async function findNewEvent(deviceId: DeviceId): Promise<NewEvent | undefined> {
  const params = { deviceId };
  const { items } = await api.listEvents({ params, query: { limit: 1, unread: 'true' } });
  const [event] = items;
  if (!event || told.has(event.eventId) || Date.parse(event.happenedAt) < EARLIEST) return undefined;
  told.add(event.eventId);
  const { name } = await api.getDevice({ params });
  return { ...event, camera: name };
}

/** As a notification of the browser's, where nobody looks at the app and no push message says it. */
export async function tellOutside(event: NewEvent, go: (path: string) => void): Promise<void> {
  if (!areNotificationsOn() || (await findSubscription())) return;
  const shown = new Notification(event.camera, { body: nameOfType(event.type), tag: event.eventId });
  shown.onclick = () => {
    window.focus();
    shown.close();
    go(`/devices/${event.deviceId}/footage?event=${event.eventId}`);
  };
}
