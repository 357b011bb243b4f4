import { randomBytes } from 'node:crypto';
import type { EventId } from '@kaitong/contract';
import type { Encryption } from '@kaitong/contract/checks';
import type { RegionContext } from '../context.ts';

/** A fresh AES-128 key for an event that declared encryption, wrapped for the database. */
export function createEventKey(
  { secrets }: Pick<RegionContext, 'secrets'>,
  eventId: EventId,
  encryption: Encryption,
): { key: Buffer; wrapped: string } | undefined {
  if (encryption === 'none') return undefined;
  const key = randomBytes(16);
  return { key, wrapped: secrets.wrap(key, eventKeyPlace(eventId)) };
}

/** The key of an event; undefined where it is not encrypted or its footage has been deleted. */
export function openEventKey(
  { secrets }: Pick<RegionContext, 'secrets'>,
  event: { id: EventId; wrapped_key: string | null },
): Buffer | undefined {
  return event.wrapped_key === null
    ? undefined
    : Buffer.from(secrets.unwrap(event.wrapped_key, eventKeyPlace(event.id)));
}

/** Bound to the event: a wrapped key that was moved to another row opens nothing. */
export const eventKeyPlace = (eventId: EventId): string => `event ${eventId}`;
