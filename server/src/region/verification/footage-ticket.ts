import { createHmac } from 'node:crypto';
import { EventId, type Region } from '@kaitong/contract';
import { isSame } from '../../secrets/tokens.ts';
import type { RegionContext } from '../context.ts';

type Keys = Pick<RegionContext, 'secrets' | 'region'>;

/** Lets its holder read one event's footage until `expiresAt`. It stands in URLs, since players send no headers. */
export function footageTicket({ secrets, region }: Keys, eventId: EventId, expiresAt: Date): string {
  const body = `${eventId}.${expiresAt.getTime().toString(36)}`;
  return `${body}.${mac(secrets.derive(purpose(region))[0], body)}`;
}

/** The event that a ticket is for; undefined for one that was made up, changed, or has expired. */
export function readFootageTicket({ secrets, region }: Keys, ticket: string, now: Date): EventId | undefined {
  const [name = '', expiry = '', given = '', ...more] = ticket.split('.');
  if (more.length > 0) return undefined;
  const genuine = secrets.derive(purpose(region)).some((key) => isSame(given, mac(key, `${name}.${expiry}`)));
  return genuine && Number.parseInt(expiry, 36) > now.getTime() ? EventId.parse(name) : undefined;
}

const purpose = (region: Region): string => `footage tickets ${region}`;

const mac = (key: Uint8Array, body: string): string => createHmac('sha256', key).update(body).digest('base64url');
