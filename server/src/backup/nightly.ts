import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { type BackupCheck, isRefusal, milliseconds } from '@kaitong/contract';
import type { ControlContext } from '../control/context.ts';
import { json } from '../store/database.ts';
import { runDeadlines, setDeadline } from '../store/deadlines.ts';
import { DatabaseUnavailable } from '../store/unavailable.ts';
import { RestoreError } from './restore-error.ts';
import { tryBackup, type VerifyPlace } from './verify-backup.ts';
import { neededFor } from './verify-room.ts';

const NIGHT = 'backup.night';
const ALL = 'all';
/** By the clock of the machine: when fewest people are about. */
const AT = { hour: 2, minute: 30 };

type Context = Pick<ControlContext, 'db' | 'notifications' | 'log' | 'clock'>;
type Place = VerifyPlace & { folder: string };

const NOTHING: BackupCheck = {
  checkedAt: null,
  file: null,
  madeAt: null,
  played: 0,
  notPlayed: 0,
  tookMs: 0,
  problem: null,
};

/**
 * Tries the newest backup in a folder every night, and once at the start where none was tried yet. One process does it,
 * whichever comes first; one that dies over it leaves it to the next night, and the operator's page says how old the last
 * result is.
 */
export async function verifyNightly(context: Context, place: Place): Promise<{ stop(): Promise<void> }> {
  const { db, notifications, log, clock } = context;
  let trying = Promise.resolve();
  const { numInsertedOrUpdatedRows: isFirst = 0n } = await db
    .insertInto('backup_check')
    .values({ of: 'newest', found: json(NOTHING) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow();
  if (isFirst > 0n) await setDeadline(db, NIGHT, ALL, milliseconds(0));
  const nights = runDeadlines({
    db,
    notifications,
    handlers: {
      // It takes minutes: not within this transaction, which would keep the database from cleaning up.
      [NIGHT]: async (_, trx) => {
        await setDeadline(trx, NIGHT, ALL, untilNight(clock.now()));
        trying = trying.then(() => tryNewest(context, place));
      },
    },
    onError: (err) => log.error({ err }, 'backup.night_failed'),
    lanes: 1,
  });
  return {
    async stop() {
      await nights.stop();
      await trying;
    },
  };
}

/** What the last night found; null where no backups are tried. */
export async function findBackupCheck({ db }: Pick<ControlContext, 'db'>): Promise<BackupCheck | null> {
  const row = await db.selectFrom('backup_check').select('found').executeTakeFirst();
  return row?.found ?? null;
}

/** Where no backups are tried any more, nothing stands there as if they were. */
export async function forgetBackupCheck({ db }: Pick<ControlContext, 'db'>): Promise<void> {
  await db.deleteFrom('backup_check').execute();
}

async function tryNewest(context: Context, place: Place): Promise<void> {
  const { db, log, clock } = context;
  const begun = performance.now();
  const found = await check(context, place).catch((err: unknown): Partial<BackupCheck> => {
    log.error({ err }, 'backup.check_failed');
    return { problem: 'failed' };
  });
  const whole = { ...NOTHING, tookMs: Math.round(performance.now() - begun), ...found };
  const stored = json({ ...whole, checkedAt: clock.now().toISOString() });
  log[whole.problem === null && whole.notPlayed === 0 ? 'info' : 'error'](whole, 'backup.checked');
  await db
    .updateTable('backup_check')
    .set({ found: stored })
    .execute()
    .catch((err: unknown) => log.error({ err }, 'backup.check_unsaid'));
}

async function check(context: Context, place: Place): Promise<Partial<BackupCheck>> {
  const newest = await findNewest(place.folder);
  if (newest === undefined) return { problem: 'none' };
  const file = path.basename(newest);
  try {
    const { size } = await stat(newest);
    const report = await place.room.within(neededFor(size, false), (folder) =>
      tryBackup(context, place, folder, newest),
    );
    if (isRefusal(report)) return { file, problem: 'no_room' };
    const { createdAt, tookMs, regions } = report;
    return {
      ...{ file, madeAt: createdAt, tookMs },
      played: regions.reduce((sum, { played }) => sum + played, 0),
      notPlayed: regions.reduce((sum, { problems }) => sum + problems.length, 0),
    };
  } catch (err) {
    if (isFull(err)) context.log.error({ err, file }, 'backup.no_room');
    if (isFull(err)) return { file, problem: 'no_room' };
    if (!(err instanceof RestoreError)) throw err;
    context.log.error({ err, file }, 'backup.unusable');
    return { file, problem: 'unusable' };
  }
}

/** Somebody else took the room meanwhile. */
const isFull = (error: unknown): boolean => error instanceof DatabaseUnavailable && error.code === 'disk_full';

/** Of what `kaitong backup` and its likes leave there: one that is still being written has another ending. */
async function findNewest(folder: string): Promise<string | undefined> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.tar'));
  const files = await Promise.all(
    names.map(async (name) => {
      const file = path.join(folder, name);
      return { file, at: (await stat(file)).mtimeMs };
    }),
  );
  return files.sort((one, other) => other.at - one.at)[0]?.file;
}

function untilNight(now: Date) {
  const next = new Date(now);
  next.setHours(AT.hour, AT.minute, 0, 0);
  if (next <= now) next.setDate(next.getDate() + 1);
  return milliseconds(next.getTime() - now.getTime());
}
