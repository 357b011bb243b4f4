import type { Kysely } from 'kysely';
import { type Rewrapped, rewrapColumn } from './rewrap-rows.ts';
import type { KeyRing } from './wrapping.ts';

/** Secrets that stay as they are while master keys come and go, wrapped like all others. */
export type KeptSecretTables = { kept_secret: { purpose: string; wrapped: string } };

export const keptSecretMigration = `
  CREATE TABLE kept_secret (purpose text PRIMARY KEY, wrapped text NOT NULL);
`;

const placeOf = ({ purpose }: { purpose: string }): string => `kept ${purpose}`;

/**
 * 32 bytes for one purpose that outlives a rotation: who is signed in stays so. The first time they are what the oldest
 * master key gives, as in releases that derived them at every start.
 */
export async function openKeptSecret<Tables extends KeptSecretTables>(
  db: Kysely<Tables>,
  secrets: KeyRing,
  purpose: string,
): Promise<Uint8Array> {
  const tables = db as unknown as Kysely<KeptSecretTables>;
  const first = secrets.derive(purpose).at(-1) as Uint8Array;
  await tables
    .insertInto('kept_secret')
    .values({ purpose, wrapped: secrets.wrap(first, placeOf({ purpose })) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { wrapped } = await tables
    .selectFrom('kept_secret')
    .select('wrapped')
    .where('purpose', '=', purpose)
    .executeTakeFirstOrThrow();
  return secrets.unwrap(wrapped, placeOf({ purpose }));
}

export async function rewrapKeptSecrets<Tables extends KeptSecretTables>(
  db: Kysely<Tables>,
  secrets: KeyRing,
): Promise<Rewrapped> {
  const tables = db as unknown as Kysely<KeptSecretTables>;
  return await rewrapColumn<KeptSecretTables['kept_secret']>(
    secrets,
    tables.selectFrom('kept_secret').select(['purpose', 'wrapped']),
    {
      column: 'wrapped',
      placeOf,
      store: ({ purpose, wrapped }, anew) =>
        tables
          .updateTable('kept_secret')
          .set({ wrapped: anew })
          .where('purpose', '=', purpose)
          .where('wrapped', '=', wrapped),
    },
  );
}
