// Running all migrations costs 0.6 s of processor time; a copy of a database that went through them costs 0.03 s.
import { createHash } from 'node:crypto';
import type pg from 'pg';
import type { Connection } from '../connection.ts';
import { CONTROL_SCHEMA, controlMigrations } from '../control/migrations.ts';
import { openDatabase } from '../database.ts';
import { type Migrations, migrate } from '../migrate.ts';
import { regionMigrations, regionSchema } from '../region/migrations.ts';
import { sandboxMigrations, sandboxSchema } from '../sandbox/migrations.ts';
import { withAdmin } from './admin.ts';

const SCHEMAS: readonly (readonly [string, Migrations])[] = [
  [CONTROL_SCHEMA, controlMigrations],
  ...['cn', 'eu'].flatMap((region) => [
    [regionSchema(region), regionMigrations(region)] as const,
    [sandboxSchema(region), sandboxMigrations(region)] as const,
  ]),
];

/** A server that outlives a change of the migrations gets a further template. */
const template = `template_${digest(SCHEMAS)}`;

/** Makes `database` with all planes' schemas, as the migrations leave them. The first to ask makes the template. */
export async function copyTemplate(server: Connection, database: string): Promise<void> {
  await withAdmin(server, async (admin) => {
    if (!(await exists(admin, template))) await makeTemplate(admin, server);
    await copy(admin, template, database);
  });
}

async function makeTemplate(admin: pg.Client, server: Connection): Promise<void> {
  await admin.query('SELECT pg_advisory_lock(hashtext($1))', [template]);
  try {
    if (await exists(admin, template)) return;
    const unfinished = `${template}_unfinished`; // left by a test run that was killed
    await admin.query(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await copy(admin, 'template0', unfinished);
    for (const [schema, migrations] of SCHEMAS) {
      const database = openDatabase({ ...server, database: unfinished }, schema, () => {}, { poolSize: 1 });
      await migrate(database.db, schema, migrations);
      await database.close();
    }
    await admin.query(`ALTER DATABASE ${unfinished} RENAME TO ${template}`);
  } finally {
    await admin.query('SELECT pg_advisory_unlock(hashtext($1))', [template]);
  }
}

async function exists(admin: pg.Client, database: string): Promise<boolean> {
  const { rowCount } = await admin.query('SELECT FROM pg_database WHERE datname = $1', [database]);
  return rowCount === 1;
}

/** Copied as files: nothing of it has to go through the log. */
async function copy(admin: pg.Client, from: string, to: string): Promise<void> {
  await admin.query(`CREATE DATABASE ${to} TEMPLATE ${from} STRATEGY = FILE_COPY`);
}

/** Of every migration's text; of one that is code, its source. */
function digest(schemas: typeof SCHEMAS): string {
  const text = schemas.map(([schema, migrations]) => [schema, ...Object.entries(migrations).map((one) => one.join())]);
  return createHash('sha256').update(JSON.stringify(text)).digest('hex').slice(0, 16);
}
