import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds, seconds } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { type MigrationResultSet, Migrator } from 'kysely/migration';
import pg from 'pg';
import { DatabaseUnavailable } from './unavailable.ts';

/** SQL text (several statements are fine) or code. There is no way back: a mistake is mended by a further migration. */
export type Migration = string | ((db: Kysely<unknown>) => Promise<void>);

/** By name; names sort in the order of their making (`0001_products`) and never change once released. */
export type Migrations = Readonly<Record<string, Migration>>;

/**
 * How long a migration waits for a lock. Whoever comes after it waits for the same lock, and is not to be the one whom
 * PostgreSQL ends for a deadlock: it looks for those after a second (`deadlock_timeout`). So it gives way, and tries again.
 */
const LOCK_WITHIN = milliseconds(200);
const GIVE_WAY = seconds(1);
const MOST_TRIES = 600;
const LOCK_NOT_AVAILABLE = '55P03';
const DEADLOCK = '40P01';

/**
 * Brings `schema` to the state that this program knows, and makes the schema if it is missing: that all in one transaction,
 * one that is in use by a transaction for each migration, so that no table is locked for longer than its own takes. Several
 * processes may do it at once: one works, the others wait.
 *
 * @returns the names of the migrations that this call applied
 * @throws DatabaseUnavailable `schema_newer` if a newer program has already changed the schema
 */
export async function migrate<Tables>(db: Kysely<Tables>, schema: string, migrations: Migrations): Promise<string[]> {
  const before = await appliedTo(db, schema);
  if (isAll(before, migrations)) return [];
  await createSchema(db, schema);
  const steps = Object.entries(migrations).map(([name, migration]) => [name, { up: runner(migration) }] as const);
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => Object.fromEntries(steps) },
    migrationTableSchema: schema,
  });
  if (before === undefined) return namesOf(schema, await migrator.migrateToLatest());
  const applied: string[] = [];
  for (let tries = 1; ; tries++) {
    const result = await migrator.migrateUp(); // never throws: the error is in the result
    if (gaveWay(result.error) && tries < MOST_TRIES) {
      await sleep(Math.random() * GIVE_WAY);
      continue;
    }
    const names = namesOf(schema, result);
    if (names.length === 0) return applied;
    applied.push(...names);
    tries = 0;
  }
}

const gaveWay = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && (error.code === LOCK_NOT_AVAILABLE || error.code === DEADLOCK);

function namesOf(schema: string, { error, results = [] }: MigrationResultSet): string[] {
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
  return isAll(await appliedTo(db, schema), migrations);
}

function isAll(applied: ReadonlySet<string> | undefined, migrations: Migrations): boolean {
  const names = Object.keys(migrations);
  return applied?.size === names.length && names.every((name) => applied.has(name));
}

/** `undefined`: the schema is not there. */
async function appliedTo<Tables>(db: Kysely<Tables>, schema: string): Promise<ReadonlySet<string> | undefined> {
  const table = `${schema}.kysely_migration`;
  const { rows: tables } = await sql<{ there: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS there`.execute(db);
  if (!tables[0]?.there) return undefined;
  const { rows } = await sql<{ name: string }>`SELECT name FROM ${sql.table(table)}`.execute(db);
  return new Set(rows.map(({ name }) => name));
}

function runner(migration: Migration): (db: Kysely<unknown>) => Promise<void> {
  return async (db) => {
    await sql`SELECT set_config('lock_timeout', ${String(LOCK_WITHIN)}, true)`.execute(db);
    if (typeof migration === 'string') await sql.raw(migration).execute(db);
    else await migration(db);
  };
}

/** Two processes that say IF NOT EXISTS at the same moment both try, and one fails on the catalogue's unique index. */
async function createSchema<Tables>(db: Kysely<Tables>, schema: string): Promise<void> {
  await db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`create schema ${schema}`}, 0))`.execute(trx);
    await sql`CREATE SCHEMA IF NOT EXISTS ${sql.id(schema)}`.execute(trx);
  });
}
