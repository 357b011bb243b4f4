import { createHmac, randomBytes } from 'node:crypto';
import { days } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';
import { findReplay } from '@kaitong/judge';
import { sql } from 'kysely';
import { type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import { KEY_BYTES } from '../../secrets/wrapping.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { changeApplication, type LockedApplication } from './lock-application.ts';

const PLACE = 'fingerprint key';

/**
 * Remembers the key frames of a clip that passed, under a key of control's: whoever has the table and a clip cannot tell
 * whether the clip was shown. A key frame stays with the application that showed it first, so of two that come at the
 * same moment one is the replay. Sorted, lest they wait for each other's rows.
 */
export async function rememberFingerprints(
  context: ControlContext,
  trx: ControlTransaction,
  application: Pick<LockedApplication, 'id'>,
  told: readonly string[],
): Promise<void> {
  const key = await openKey(context, trx);
  const keyed = new Set(told.map((fingerprint) => createHmac('sha256', key).update(fingerprint).digest('base64url')));
  await changeApplication(trx, application, { key_frames: keyed.size });
  if (keyed.size === 0) return;
  await trx
    .insertInto('fingerprint')
    .values([...keyed].sort().map((fingerprint) => ({ fingerprint, application_id: application.id })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Whether an earlier clip, of any account and region, has shown an application's key frames. */
export async function findReplayOf(
  trx: ControlTransaction,
  { id, key_frames: keyFrames }: LockedApplication,
): Promise<Finding[]> {
  if (keyFrames === null) return [];
  const { own } = await trx
    .selectFrom('fingerprint')
    .select(sql<number>`count(*)::int`.as('own'))
    .where('application_id', '=', id)
    .executeTakeFirstOrThrow();
  return findReplay({ seen: keyFrames - own, keyFrames });
}

/** Made with the first clip that passes. It is no key derived from the master key, whose rotation would blind control. */
async function openKey(context: ControlContext, trx: ControlTransaction): Promise<Uint8Array> {
  const stored = await trx.selectFrom('fingerprint_key').select('wrapped_key').executeTakeFirst();
  if (stored) return context.secrets.unwrap(stored.wrapped_key, PLACE);
  const wrapped_key = context.secrets.wrap(randomBytes(KEY_BYTES), PLACE);
  await trx
    .insertInto('fingerprint_key')
    .values({ wrapped_key })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return await openKey(context, trx); // another process may have been first
}

/** As regions keep theirs: see docs/decisions/0006-how-long-things-are-kept.md. */
const KEPT = days(730);

/** Forgets what was seen so long ago that nobody would send it again. */
export async function sweepFingerprints(trx: ControlTransaction): Promise<void> {
  await trx
    .deleteFrom('fingerprint')
    .where('seen_at', '<', sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`)
    .execute();
}

export const rewrapFingerprintKey = ({ db, secrets }: Pick<ControlContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('fingerprint_key').select(['wrapped_key as wrapped']), {
    column: 'wrapped_key',
    placeOf: () => PLACE,
    store: (row, anew) =>
      db.updateTable('fingerprint_key').set({ wrapped_key: anew }).where('wrapped_key', '=', row.wrapped),
  });
