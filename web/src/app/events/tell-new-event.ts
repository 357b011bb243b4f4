import type { DeviceId, RecordedEvent } from '@kaitong/contract';
import { serverNow } from '../../api/clock.ts';
import { api } from '../api.ts';
import { areNotificationsOn } from '../footage/settings/notifications.ts';
import { nameOfType } from '../footage/texts/index.ts';

/** What happened before anything was told here is no news, however late a camera sends it. */
const EARLIEST = serverNow() - 60_000;
const told = new Set<string>();

/** Shows a notification of a camera's newest event, once, unless its owner is looking at the app. */
export async function tellNewEvent(deviceId: string, go: (path: string) => void): Promise<void> {
  if (!areNotificationsOn() || document.visibilityState === 'visible') return;
  const params = { deviceId: deviceId as DeviceId };
  const { items } = await api.listEvents({ params, query: { limit: 1, unread: 'true' } });
  const [event] = items;
  if (!event || told.has(event.eventId) || Date.parse(event.happenedAt) < EARLIEST) return;
  told.add(event.eventId);
  const { name } = await api.getDevice({ params });
  show(event, name, go);
}

function show(event: RecordedEvent, name: string, go: (path: string) => void): void {
  const shown = new Notification(name, { body: nameOfType(event.type), tag: event.eventId });
  shown.onclick = () => {
    window.focus();
    shown.close();
    go(`/devices/${event.deviceId}/footage?event=${event.eventId}`);
  };
}
