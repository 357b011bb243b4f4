import type { DeviceId, EventId } from '@kaitong/contract';
import type { EventPlace } from '@kaitong/core';

type FootagePlace = EventPlace & { deviceId: DeviceId; eventId: EventId };

export const FOOTAGE = 'footage/';

/** A day of a class is one prefix, so that it goes at once; an event is one below it. */
export const dayPrefix = ({ retentionClass, day }: EventPlace): string => `${FOOTAGE}${retentionClass}/${day}/`;

export const footagePrefix = (place: FootagePlace): string => `${dayPrefix(place)}${place.deviceId}/${place.eventId}/`;

/** Where one object of a recorded event lies in the store. */
export const footageKey = (place: FootagePlace, n: number): string =>
  `${footagePrefix(place)}${String(n).padStart(6, '0')}`;
