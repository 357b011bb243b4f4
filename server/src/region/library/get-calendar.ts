import { type footage, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { findOwnedDevice } from '../footage/owned-device.ts';
import { listHours } from '../footage/places.ts';

/** What there is by hour, over all retention classes. */
export async function getCalendar(
  { db, clock }: Pick<RegionContext, 'db' | 'clock'>,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, query: { from, to } }: Parsed<typeof footage.getCalendar>,
): Promise<Reply<typeof footage.getCalendar> | Refusal> {
  const device = await findOwnedDevice(db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const rows = await listHours(db, device, { from: new Date(from), to: new Date(to) }, clock.now());
  const hours = [...Map.groupBy(rows, ({ hour }) => hour.getTime())].map(([at, same]) => ({
    at: new Date(at).toISOString(),
    events: same.reduce((sum, { events }) => sum + events, 0),
    unread: same.reduce((sum, { unread }) => sum + unread, 0),
    continuous: same.some(({ continuous }) => continuous),
    bytes: same.reduce((sum, { bytes }) => sum + bytes, 0),
  }));
  return { hours: hours.sort((a, b) => (a.at < b.at ? -1 : 1)) };
}
