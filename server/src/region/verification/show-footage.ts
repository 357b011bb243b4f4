import { type Opener, type Refusal, refusal } from '@kaitong/contract';
import type { Selectable } from 'kysely';
import { objectName, writePlaylist } from '../../hls/write-playlist.ts';
import type { EventObjectTable, EventTable } from '../../store/region/events.ts';
import type { RegionContext } from '../context.ts';
import { readPlain } from '../judging/read-plain.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { isFootageVisible } from './footage.ts';
import { readFootageTicket } from './footage-ticket.ts';
import { refuseOpener } from './opener.ts';

/** An event's footage as the holder of a ticket may read it. */
export type Footage = {
  opener: Opener;
  event: Selectable<EventTable>;
  /** Committed ones, in order. */
  objects: Selectable<EventObjectTable>[];
  key: Uint8Array | undefined;
};

/**
 * The opener and the privacy rule are asked at every request: what a maker signs out of, or an owner takes back, is gone at
 * once, not when the ticket expires.
 */
export async function openFootage(context: RegionContext, ticket: string): Promise<Footage | Refusal> {
  const opened = readFootageTicket(context, ticket, context.clock.now());
  if (opened === undefined) return refusal('not_allowed');
  const { eventId, opener } = opened;
  const ended = await refuseOpener(context, opener);
  if (ended) return ended;
  const event = await context.db.selectFrom('event').selectAll().where('id', '=', eventId).executeTakeFirst();
  if (!event) return refusal('not_found');
  const run = await context.db
    .selectFrom('run')
    .select(['device_id as deviceId', 'owner_id as ownerId', 'account_id as accountId'])
    .where('application_id', '=', event.run_id)
    .executeTakeFirst();
  if (!run || !(await isFootageVisible(context.db, run, opener))) return refusal('evidence_private');
  const objects = await context.db
    .selectFrom('event_object')
    .selectAll()
    .where('event_id', '=', eventId)
    .where('state', '=', 'committed')
    .orderBy('n')
    .execute();
  return { opener, event, objects, key: openEventKey(context, event) };
}

/** The event's snapshot as a plain JPEG. */
export async function readSnapshot(context: RegionContext, footage: Footage): Promise<Uint8Array | Refusal> {
  const snapshot = footage.objects.find((object) => object.kind === 'snapshot');
  if (!snapshot) return refusal('not_found');
  return (await readObject(context, footage, snapshot)) ?? refusal('evidence_deleted');
}

/**
 * The event's segments one after the other, with their initialisation segments, as the device had them before encryption: a
 * file for tools, read object by object. It ends early where footage is deleted meanwhile.
 */
export async function* readClip(context: RegionContext, footage: Footage): AsyncGenerator<Uint8Array> {
  for (const object of footage.objects.filter(({ kind }) => kind !== 'snapshot')) {
    const bytes = await readObject(context, footage, object);
    if (!bytes) return;
    yield bytes;
  }
}

const readObject = (context: RegionContext, { event, key }: Footage, { object_key, iv }: Footage['objects'][number]) =>
  readPlain(context, { declaration: event.declaration, key }, { objectKey: object_key, iv });

/** The event as an HLS playlist, relative to the ticket's own path. */
export function composeRunPlaylist({ event, objects, key }: Footage): string {
  const keyFor = (iv: string | null) => (key && iv !== null ? { url: 'key', iv } : null);
  const init = objects.find((object) => object.kind === 'init');
  const name = (n: number, kind: 'init' | 'segment') => `object/${objectName(n, kind, event.declaration.container)}`;
  const map = init ? { url: name(init.n, 'init'), key: keyFor(init.iv) } : null;
  const segments = objects
    .filter((object) => object.kind === 'segment')
    .map(({ n, duration_ms: durationMs, iv }) => ({
      url: name(n, 'segment'),
      durationMs,
      key: keyFor(iv),
      map,
      isApart: false,
      startsAt: null,
    }));
  return writePlaylist(segments, event.state === 'closed' ? 'ended' : 'growing');
}
