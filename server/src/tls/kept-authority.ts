import { X509Certificate } from 'node:crypto';
import { type Generated, type Kysely, sql } from 'kysely';
import type { Log } from '../log.ts';
import { type Rewrapped, rewrapColumn } from '../secrets/rewrap-rows.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import type { Connection } from '../store/connection.ts';
import { openDatabase } from '../store/database.ts';
import type { Executor } from '../store/executor.ts';
import { putAuthority, readAuthority } from './own-authority.ts';

/** The authority of an installation beside its data, wrapped: whatever brings the data back brings what cameras trust. */
export type KeptAuthorityTables = { kept_authority: { is_only: Generated<boolean>; wrapped: string } };

export const keptAuthorityMigration = `
  CREATE TABLE kept_authority (
    is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
    wrapped text NOT NULL
  );
`;

const PLACE = 'authority';

type Place = { folder: string; secrets: KeyRing; log: Log };

/**
 * Before a machine makes one that nobody trusts: the one that was kept, in any of these schemas, comes into its folder.
 * To be called where there is data already.
 */
export async function bringAuthority(
  connection: Connection,
  schemas: readonly string[],
  { folder, secrets, log }: Place,
): Promise<void> {
  if (readAuthority(folder) !== undefined) return;
  const { db, close } = openDatabase(connection, 'public', () => {}, { poolSize: 1 });
  try {
    for (const schema of schemas) {
      const wrapped = await findKept(db, `${schema}.kept_authority`);
      if (wrapped === undefined) continue;
      putAuthority(folder, Buffer.from(secrets.unwrap(wrapped, PLACE)).toString());
      log.warn({ folder }, 'authority.brought_back');
      return;
    }
  } finally {
    await close();
  }
  const reason = 'Where cameras were paired under another authority, put its authority.pem there and start again.';
  log.warn({ folder, reason }, 'authority.made_anew');
}

/** The schema may be of a release that kept none. */
async function findKept(db: Executor, table: string): Promise<string | undefined> {
  const { rows: tables } = await sql<{ there: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS there`.execute(db);
  if (!tables[0]?.there) return undefined;
  const { rows } = await sql<{ wrapped: string }>`SELECT wrapped FROM ${sql.table(table)}`.execute(db);
  return rows[0]?.wrapped;
}

/** Keeps that of this machine, unless another is kept: then cameras of before refuse this server. */
export async function keepAuthority<Tables extends KeptAuthorityTables>(
  schema: Kysely<Tables>,
  { folder, secrets, log }: Place,
): Promise<void> {
  const text = readAuthority(folder);
  if (text === undefined) return;
  const db = schema as unknown as Kysely<KeptAuthorityTables>;
  await db
    .insertInto('kept_authority')
    .values({ wrapped: secrets.wrap(Buffer.from(text), PLACE) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { wrapped } = await db.selectFrom('kept_authority').select('wrapped').executeTakeFirstOrThrow();
  const kept = Buffer.from(secrets.unwrap(wrapped, PLACE)).toString();
  if (kept === text) return;
  const [ours, theirs] = [text, kept].map((pem) => new X509Certificate(pem).fingerprint256);
  const reason = `Cameras trust the authority ${theirs} that is kept in the database, and ${folder} holds ${ours}. Take authority.pem out of it and start again: the kept one comes there.`;
  log.error({ reason }, 'authority.other');
}

/** Under the master key that wraps now. */
export const rewrapAuthority = <Tables extends KeptAuthorityTables>(
  schema: Kysely<Tables>,
  secrets: KeyRing,
): Promise<Rewrapped> => {
  const db = schema as unknown as Kysely<KeptAuthorityTables>;
  return rewrapColumn(secrets, db.selectFrom('kept_authority').select('wrapped'), {
    column: 'wrapped',
    placeOf: () => PLACE,
    store: ({ wrapped }, anew) =>
      db.updateTable('kept_authority').set({ wrapped: anew }).where('wrapped', '=', wrapped),
  });
};
