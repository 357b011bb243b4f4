import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import { beginLeaving } from './begin-leaving.ts';
import { DEPARTURES, readDeparture } from './departure-log.ts';
import { eraseOwner } from './erase-owner.ts';

/**
 * Deletes again what this database does not know to be deleted, since it was restored from before. To be done before
 * anybody is served: what cannot be finished now is shut at least, and its deadline goes on. What is under way, in
 * whichever process, is known and left to it.
 */
export async function replayDepartures(context: RegionContext): Promise<void> {
  const { db, keys, log, region } = context;
  const names = await keys.list(DEPARTURES);
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM unnest(${names}::text[]) AS name
    WHERE NOT EXISTS (SELECT FROM account_deletion WHERE log = name)`.execute(db);
  for (const { name } of rows) {
    const departure = await readDeparture(context, name);
    if (!departure) continue;
    await beginLeaving(context, { ...departure, sessionId: null, log: name });
    await eraseOwner(context, departure.ownerId);
  }
  if (rows.length > 0) log.warn({ region, accounts: rows.length }, 'account.deleted_again');
}
