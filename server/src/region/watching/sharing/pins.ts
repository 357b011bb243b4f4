import { type Refusal, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import { type Rewrapped, rewrapColumn } from '../../../secrets/rewrap-rows.ts';
import { isSame } from '../../../secrets/tokens.ts';
import type { KeyRing } from '../../../secrets/wrapping.ts';
import type { RegionContext } from '../../context.ts';
import { addNotice } from '../../news/notices.ts';
import type { Session } from '../sessions.ts';

/** Wrong PINs until a link pauses. Right ones give none of them back: whoever guesses has no more, however often it is opened. */
export const PIN_TRIES = 5;

const placeOf = (id: string): string => `share pin ${id}`;

export const wrapPin = (secrets: KeyRing, id: string, pin: string): string =>
  secrets.wrap(Buffer.from(pin, 'utf8'), placeOf(id));

export const openPin = (
  secrets: KeyRing,
  { playback_id, wrapped_pin }: { playback_id: string; wrapped_pin: string | null },
) => (wrapped_pin === null ? null : Buffer.from(secrets.unwrap(wrapped_pin, placeOf(playback_id))).toString('utf8'));

/** One try at a time, in all processes. The last wrong one pauses the link, and tells the camera's owner. */
export async function tryPin(
  { db, secrets }: Pick<RegionContext, 'db' | 'secrets'>,
  { id, owner_id: ownerId, device_id: deviceId }: Session,
  pin: string | undefined,
): Promise<Refusal | undefined> {
  return await db.transaction().execute(async (trx) => {
    const link = await trx
      .selectFrom('share_link')
      .selectAll()
      .where('playback_id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    const right = link ? openPin(secrets, link) : null;
    if (!link || right === null) return undefined;
    if (link.paused_at) return refusal('share_paused');
    if (pin === undefined) return refusal('share_pin_needed');
    if (isSame(pin, right)) return undefined;
    const left = PIN_TRIES - link.wrong - 1;
    await trx
      .updateTable('share_link')
      .set({ wrong: link.wrong + 1, ...(left <= 0 && { paused_at: sql<Date>`kaitong_now()` }) })
      .where('playback_id', '=', id)
      .execute();
    if (left > 0) return refusal('share_pin_wrong', { left });
    if (deviceId !== null) await addNotice(trx, { ownerId, type: 'share_paused', deviceId });
    return refusal('share_paused');
  });
}

export async function rewrapSharePins({ db, secrets }: Pick<RegionContext, 'db' | 'secrets'>): Promise<Rewrapped> {
  return await rewrapColumn(
    secrets,
    db.selectFrom('share_link').select(['playback_id', 'wrapped_pin as wrapped']).where('wrapped_pin', 'is not', null),
    {
      column: 'wrapped_pin',
      placeOf: ({ playback_id }) => placeOf(playback_id),
      store: (row, anew) =>
        db
          .updateTable('share_link')
          .set({ wrapped_pin: anew })
          .where('playback_id', '=', row.playback_id)
          .where('wrapped_pin', '=', row.wrapped),
    },
  );
}
