import type { ServerCertificate } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { Addresses } from '../addresses.ts';
import type { Measures } from '../http/measures.ts';
import type { Load } from '../load/watch-load.ts';
import type { Log } from '../log.ts';
import type { Mailer } from '../mail/open-mailer.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import type { Lanes } from '../sign-in/create-sign-in.ts';
import type { Connection } from '../store/connection.ts';
import { CONTROL_SCHEMA } from '../store/control/migrations.ts';
import { type DatabaseOptions, openDatabase } from '../store/database.ts';
import { type DatabaseClock, openDatabaseClock } from '../store/database-clock.ts';
import type { Executor } from '../store/executor.ts';
import type { Fullness } from '../store/fullness.ts';
import { isCurrent, type Migrations, migrate } from '../store/migrate.ts';
import { type Notifications, openNotifications } from '../store/notifications.ts';
import type { Authority } from '../tls/own-authority.ts';

/** What all planes of a process share. */
export type PlaneParts = {
  connection: Connection;
  secrets: KeyRing;
  lanes: Lanes;
  addresses: Addresses;
  /** Of the database's disk, as its refusals tell. */
  fullness: Fullness;
  /** What this process has to do. */
  load: Load;
  /** What is measured of what happens in regions. */
  measures: Measures;
  /** Of this server's own making; others have to be told to trust it. */
  authority: Authority | undefined;
  mailer: Mailer | undefined;
  /** What stands in `From` of its mails. */
  mailFrom: string | undefined;
  privateReceivers: readonly string[];
  /** How what encrypts its lines stands. */
  certificate: () => ServerCertificate | null;
  /** Sessions of each schema, at most, where it says no number of its own. */
  poolSize?: number | undefined;
  log: Log;
};

/** One plane's schema, as new as this program knows it; closed with the stack. */
export async function openPlane<Tables>(
  stack: AsyncDisposableStack,
  { connection, fullness, load, poolSize, log }: PlaneParts,
  schema: string,
  migrations: Migrations,
  options: DatabaseOptions = {},
): Promise<{ db: Kysely<Tables>; notifications: Notifications; clock: DatabaseClock }> {
  const onError = (err: unknown): void => log.warn({ err, schema }, 'database.session_lost');
  let clock: DatabaseClock | undefined;
  const database = openDatabase<Tables>(connection, schema, onError, {
    poolSize,
    reached: () => clock?.reached(),
    ...options,
    onFull: fullness.note,
    onWait: load.noteWait,
  });
  stack.defer(() => database.close());
  if (!(await isCurrent(database.db, schema, migrations))) {
    // By a session that ends with it: it would keep megabytes of what it has changed.
    const migrating = openDatabase<Tables>(connection, schema, onError, { poolSize: 1 });
    const applied = await migrate(migrating.db, schema, migrations).finally(migrating.close);
    if (applied.length > 0) log.info({ schema, applied }, 'schema.migrated');
  }
  const notifications = await openNotifications(connection, schema, onError);
  stack.defer(() => notifications.close());
  const opened = await openDatabaseClock(database.db, notifications, onError);
  clock = opened;
  stack.defer(() => opened.close());
  return { db: database.db, notifications, clock: opened };
}

/** Rejects when the schema does not answer. */
export async function checkSchema(db: Executor): Promise<void> {
  await sql`SELECT 1`.execute(db);
}

/** Whether this database holds planes already: then there is data that a master key protects. */
export async function hasSchemas(connection: Connection): Promise<boolean> {
  const { db, close } = openDatabase(connection, 'public', () => {}, { poolSize: 1 });
  try {
    const { rows } = await sql<{ found: boolean }>`
      SELECT EXISTS (
        SELECT FROM pg_namespace WHERE nspname = ${CONTROL_SCHEMA} OR nspname LIKE 'region\\_%') AS found`.execute(db);
    return rows[0]?.found ?? false;
  } finally {
    await close();
  }
}
