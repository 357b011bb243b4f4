import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Connection } from '../store/connection.ts';
import { openDatabase } from '../store/database.ts';
import { findRunning } from '../store/embedded/find-running.ts';
import type { Executor } from '../store/executor.ts';
import { notify, openNotifications } from '../store/notifications.ts';
import { openPostgres } from '../store/postgres.ts';
import { DatabaseUnavailable } from '../store/unavailable.ts';
import { type Finding, found, reasonOf } from './findings.ts';

/** There in every database; nothing is left in it. */
const SCHEMA = 'public';
const PATIENCE = seconds(5);
const CLOCKS_AGREE = seconds(2);
/** With one of these off, a commit that was told to a camera may go with the power. */
const KEEPS = ['fsync', 'full_page_writes', 'synchronous_commit'];

export async function* tryDatabase(config: Config, clock: Clock): AsyncGenerator<Finding> {
  const reached = await reach(config);
  if (!('connection' in reached)) return void (yield reached);
  yield found('database_reached');
  const { db, close } = openDatabase<{ kaitong_doctor: { n: number } }>(reached.connection, SCHEMA, () => {}, {
    poolSize: 1, // a temporary table is its session's
  });
  try {
    yield* findForgetful(db);
    yield await tryTransaction(db);
    yield await tryNews(reached.connection, db);
    yield await compareClocks(db, clock);
  } catch (error) {
    yield found('database_unusable', { reason: reasonOf(error) });
  } finally {
    await close();
  }
}

async function reach({ databaseUrl, dataFolder }: Config): Promise<Finding | { connection: Connection }> {
  const folder = path.join(dataFolder, 'postgres');
  try {
    if (databaseUrl !== undefined) {
      const { connection } = await openPostgres({ url: databaseUrl });
      return { connection };
    }
    const connection = await findRunning(folder);
    return connection ? { connection } : found('database_not_started', { folder });
  } catch (error) {
    const reason = error instanceof DatabaseUnavailable ? error.message : reasonOf(error);
    return found('database_unusable', { reason });
  }
}

async function* findForgetful(db: Executor): AsyncGenerator<Finding> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM pg_settings WHERE name = ANY(${KEEPS}) AND setting = 'off' ORDER BY name`.execute(db);
  for (const { name } of rows) yield found('database_forgetful', { setting: name });
}

type TemporaryDatabase = ReturnType<typeof openDatabase<{ kaitong_doctor: { n: number } }>>['db'];

async function tryTransaction(db: TemporaryDatabase): Promise<Finding> {
  const undone = new Error('undone');
  try {
    await sql`CREATE TEMPORARY TABLE kaitong_doctor (n int)`.execute(db);
    await db.transaction().execute((trx) => trx.insertInto('kaitong_doctor').values({ n: 1 }).execute());
    await db
      .transaction()
      .execute(async (trx) => {
        await trx.insertInto('kaitong_doctor').values({ n: 2 }).execute();
        throw undone;
      })
      .catch((error: unknown) => {
        if (error !== undone) throw error;
      });
    const kept = (await db.selectFrom('kaitong_doctor').select('n').execute()).map(({ n }) => n);
    await sql`DROP TABLE kaitong_doctor`.execute(db);
    return kept.join() === '1'
      ? found('transaction_kept')
      : found('transaction_wrong', { reason: `of rows 1 and 2 there are ${kept.join(', ') || 'none'}.` });
  } catch (error) {
    return found('transaction_wrong', { reason: `${reasonOf(error)}.` });
  }
}

async function tryNews(connection: Connection, db: Executor): Promise<Finding> {
  const heard = Promise.withResolvers<void>();
  const patience = setTimeout(() => heard.reject(new Error('nothing came within 5 s')), PATIENCE);
  heard.promise.catch(() => {});
  try {
    const notifications = await openNotifications(connection, SCHEMA, heard.reject);
    try {
      const said = randomUUID();
      notifications.on('doctor', (payload) => payload === said && heard.resolve());
      const from = performance.now();
      await notify(db, 'doctor', said);
      await heard.promise;
      return found('news_heard', { ms: Math.ceil(performance.now() - from) });
    } finally {
      await notifications.close();
    }
  } catch (error) {
    return found('news_lost', { reason: `${reasonOf(error)}.` });
  } finally {
    clearTimeout(patience);
  }
}

async function compareClocks(db: Executor, clock: Clock): Promise<Finding> {
  const before = clock.now().getTime();
  const { rows } = await sql<{ ms: number }>`
    SELECT extract(epoch FROM clock_timestamp())::float8 * 1000 AS ms`.execute(db);
  const halfway = (before + clock.now().getTime()) / 2;
  const off = Math.abs(halfway - (rows[0]?.ms ?? 0));
  const inSeconds = { seconds: Math.round(off / seconds(0.1)) / 10 };
  return off > CLOCKS_AGREE ? found('database_clock_off', inSeconds) : found('database_clock_agrees', inSeconds);
}
