import { createECDH } from 'node:crypto';
import { addUp, type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import type { RegionContext } from '../context.ts';
import { subscriptionPlace } from './subscription-place.ts';

/** By which push services know this region (RFC 8292), and browsers whom they let send to them; in base64url. */
export type Vapid = { publicKey: string; privateKey: string };
type Context = Pick<RegionContext, 'db' | 'secrets'>;

const PLACE = 'alarm key';
const known = new WeakMap<RegionContext['db'], Promise<Vapid>>();

/** Made once and for good, and in every backup: with another key each phone would have to be added anew. */
export async function openVapid(context: Context): Promise<Vapid> {
  const opening = known.get(context.db) ?? readOrMake(context);
  known.set(context.db, opening);
  opening.catch(() => known.delete(context.db));
  return await opening;
}

async function readOrMake({ db, secrets }: Context): Promise<Vapid> {
  const made = createECDH('prime256v1');
  made.generateKeys();
  const wrapped = secrets.wrap(made.getPrivateKey(), PLACE);
  // Processes that begin at once make one of them.
  await db
    .insertInto('alarm_key')
    .values({ public_key: made.getPublicKey('base64url'), wrapped })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await db.selectFrom('alarm_key').select(['public_key', 'wrapped']).executeTakeFirstOrThrow();
  const privateKey = Buffer.from(secrets.unwrap(row.wrapped, PLACE)).toString('base64url');
  return { publicKey: row.public_key, privateKey };
}

/** That key, and where phones are. */
export async function rewrapAlarms({ db, secrets }: Context): Promise<Rewrapped> {
  return addUp([
    await rewrapColumn(secrets, db.selectFrom('alarm_key').select('wrapped'), {
      column: 'wrapped',
      placeOf: () => PLACE,
      store: ({ wrapped }, anew) => db.updateTable('alarm_key').set({ wrapped: anew }).where('wrapped', '=', wrapped),
    }),
    await rewrapColumn(secrets, db.selectFrom('alarm_phone').select(['id', 'wrapped']), {
      column: 'wrapped',
      placeOf: ({ id }) => subscriptionPlace(id),
      store: (row, anew) =>
        db
          .updateTable('alarm_phone')
          .set({ wrapped: anew })
          .where('id', '=', row.id)
          .where('wrapped', '=', row.wrapped),
    }),
  ]);
}
