import { createHmac } from 'node:crypto';
import { EventId, Opener, type Region } from '@kaitong/contract';
import { isSame } from '../../secrets/tokens.ts';
import type { RegionContext } from '../context.ts';

type Keys = Pick<RegionContext, 'secrets' | 'region'>;

/** What a ticket is for, and with what it was opened. */
export type Opened = { eventId: EventId; opener: Opener };

/** Lets its holder read one event's footage until `expiresAt`. It stands in URLs, since players send no headers. */
export function footageTicket({ secrets, region }: Keys, { eventId, opener }: Opened, expiresAt: Date): string {
  const body = `${eventId}.${expiresAt.getTime().toString(36)}.${opener}`;
  return `${body}.${mac(secrets.derive(purpose(region))[0], body)}`;
}

/** Undefined for a ticket that was made up, changed, or has expired. */
export function readFootageTicket({ secrets, region }: Keys, ticket: string, now: Date): Opened | undefined {
  const [name = '', expiry = '', opener = '', given = '', ...more] = ticket.split('.');
  if (more.length > 0) return undefined;
  const genuine = secrets.derive(purpose(region)).some((key) => isSame(given, mac(key, `${name}.${expiry}.${opener}`)));
  if (!genuine || Number.parseInt(expiry, 36) <= now.getTime()) return undefined;
  return { eventId: EventId.parse(name), opener: Opener.parse(opener) };
}

const purpose = (region: Region): string => `footage tickets ${region}`;

const mac = (key: Uint8Array, body: string): string => createHmac('sha256', key).update(body).digest('base64url');
