import { days } from '@kaitong/contract';
import { CertificateKey, createSigningKey, type SigningKey } from '@kaitong/judge';
import { sql } from 'kysely';
import { type Rewrapped, rewrapColumn } from '../../secrets/rewrap-rows.ts';
import { json } from '../../store/database.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';

/** A key that signs for longer would, once stolen, put more certificates in doubt than a maker can have renewed. */
const SIGNS_FOR = days(365);

/** The key that signs now, until the transaction ends. The first certificate of an installation makes one, as does the first after a year. */
export async function openSigningKey(context: ControlContext, trx: ControlTransaction): Promise<SigningKey> {
  const known = await findSigningKey(context, trx);
  if (known) return known;
  await takeTurns(trx);
  return (await findSigningKey(context, trx)) ?? (await replaceSigningKey(context, trx));
}

async function findSigningKey(context: ControlContext, trx: ControlTransaction): Promise<SigningKey | undefined> {
  const stored = await trx
    .selectFrom('signing_key')
    .select(['id', 'wrapped_private_jwk'])
    .where('wrapped_private_jwk', 'is not', null)
    .where('created_at', '>', sql<Date>`kaitong_now() - ${SIGNS_FOR} * interval '1 ms'`)
    .orderBy('created_at', 'desc')
    .limit(1)
    .forShare() // whoever replaces it waits for what it signs; who comes during that waits, and finds it gone
    .executeTakeFirst();
  if (!stored?.wrapped_private_jwk) return undefined;
  const text = Buffer.from(context.secrets.unwrap(stored.wrapped_private_jwk, placeOf(stored.id))).toString();
  return JSON.parse(text) as SigningKey;
}

/**
 * Makes a new key and destroys the private half of every older one: nobody can sign with it any more, not even with a
 * later copy of the database. Its public half stays published, so what it signed goes on to verify.
 */
export async function replaceSigningKey(context: ControlContext, trx: ControlTransaction): Promise<SigningKey> {
  await takeTurns(trx);
  await trx
    .updateTable('signing_key')
    .set({ wrapped_private_jwk: null, retired_at: sql<Date>`kaitong_now()` })
    .where('wrapped_private_jwk', 'is not', null)
    .execute();
  const key = await createSigningKey();
  await trx
    .insertInto('signing_key')
    .values({
      id: key.kid,
      public_jwk: json<object>(CertificateKey.parse(key)),
      wrapped_private_jwk: context.secrets.wrap(Buffer.from(JSON.stringify(key)), placeOf(key.kid)),
      retired_at: null,
    })
    .execute();
  return key;
}

async function takeTurns(trx: ControlTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended('certificate signing key', 0))`.execute(trx);
}

const placeOf = (kid: string): string => `certificate signing key ${kid}`;

export const rewrapSigningKeys = ({ db, secrets }: Pick<ControlContext, 'db' | 'secrets'>): Promise<Rewrapped> =>
  rewrapColumn(secrets, db.selectFrom('signing_key').select(['id', 'wrapped_private_jwk as wrapped']), {
    column: 'wrapped_private_jwk',
    placeOf: ({ id }) => placeOf(id),
    store: (row, anew) =>
      db
        .updateTable('signing_key')
        .set({ wrapped_private_jwk: anew })
        .where('id', '=', row.id)
        .where('wrapped_private_jwk', '=', row.wrapped),
  });
