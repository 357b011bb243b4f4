import { type Kysely, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { DatabaseUnavailable } from './unavailable.ts';

/** SQL text (several statements are fine) or code. There is no way back: a mistake is mended by a further migration. */
export type Migration = string | ((db: Kysely<unknown>) => Promise<void>);

/** By name; names sort in the order of their making (`0001_products`) and never change once released. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * Brings `schema` to the state that this program knows, all in one transaction, and makes the schema if it is missing.
 * Several processes may do it at once: one works, the others wait.
 *
 * @returns the names of the migrations that this call applied
 * @throws DatabaseUnavailable `schema_newer` if a newer program has already changed the schema
 */
export async function migrate<Tables>(db: Kysely<Tables>, schema: string, migrations: Migrations): Promise<string[]> {
  if (await isCurrent(db, schema, migrations)) return [];
  await createSchema(db, schema);
  const steps = Object.entries(migrations).map(([name, migration]) => [name, { up: runner(migration) }] as const);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(steps) },
    migrationTableSchema: schema,
  });
  const { error, results = [] } = await migrator.migrateToLatest(); // never throws: the error is in the result
  if (error instanceof Error && /previously executed migration \S+ is missing/.test(error.message)) {
    throw new DatabaseUnavailable(
      'schema_newer',
      `The database schema ${schema} was changed by a newer release of Kaitong. Run that release, or restore a backup made before it.`,
      { cause: error },
    );
  }
  if (error) throw error;
  return results.map((result) => result.migrationName);
}

/** Whether these have been applied, and no others: what most starts find. The Migrator reads the whole catalogue for it. */
export async function isCurrent<Tables>(db: Kysely<Tables>, schema: string, migrations: Migrations): Promise<boolean> {
  const names = Object.keys(migrations);
  const table = `${schema}.kysely_migration`;
  const { rows: tables } = await sql<{ there: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS there`.execute(db);
  if (!tables[0]?.there) return false;
  const { rows } = await sql<{ name: string }>`SELECT name FROM ${sql.table(table)}`.execute(db);
  const applied = new Set(rows.map(({ name }) => name));
  return applied.size === names.length && names.every((name) => applied.has(name));
}

function runner(migration: Migration): (db: Kysely<unknown>) => Promise<void> {
  if (typeof migration !== 'string') return migration;
  return async (db) => {
    await sql.raw(migration).execute(db);
  };
}

/** Two processes that say IF NOT EXISTS at the same moment both try, and one fails on the catalogue's unique index. */
async function createSchema<Tables>(db: Kysely<Tables>, schema: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`create schema ${schema}`}, 0))`.execute(trx);
    await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(schema)}`.execute(trx);
  });
}
