import { type DeviceId, type EventId, MOST_SELECTED, type RecordedEvent } from '@kaitong/contract';

/** Selected events as calls name them: of one camera, and no more than one call takes. */
export function byCamera(selected: readonly Pick<RecordedEvent, 'deviceId' | 'eventId'>[]): [DeviceId, EventId[]][] {
  const cameras = Map.groupBy(selected, ({ deviceId }) => deviceId);
  return [...cameras].flatMap(([deviceId, events]) => {
    const ids = events.map(({ eventId }) => eventId);
    const parts = Array.from({ length: Math.ceil(ids.length / MOST_SELECTED) }, (_, part) =>
      ids.slice(part * MOST_SELECTED, (part + 1) * MOST_SELECTED),
    );
    return parts.map((some): [DeviceId, EventId[]] => [deviceId, some]);
  });
}
