import { createWriteStream } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BackupReport, type Refusal, refusal } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import type { OperatorCaller } from '../callers.ts';
import type { Config } from '../config.ts';
import { auditAhead } from '../control/audit/audit.ts';
import type { ControlContext } from '../control/context.ts';
import { openStore } from '../planes/open-store.ts';
import type { RegionContext } from '../region/context.ts';
import { playSample } from '../region/watching/play-sample.ts';
import { rateRefusal } from '../sign-in/rate-refusal.ts';
import { openDatabase } from '../store/database.ts';
import { takeRate } from '../store/rate-limits.ts';
import { regionSchema } from '../store/region/migrations.ts';
import type { RegionTables } from '../store/region/tables.ts';
import { restoreBackup } from './restore-backup.ts';
import { RestoreError } from './restore-error.ts';
import { neededFor, type VerifyRoom } from './verify-room.ts';

/** Each restores a whole platform. */
const VERIFICATIONS = limits.control.backupChecksPerAccount;

/** What this server plays, whose objects and keys a backup is tried with. */
export type VerifyPlace = { config: Config; regions: readonly RegionContext[]; room: VerifyRoom };

/** A backup as it comes over the line. */
export type SentBackup = { body: Readable; bytes: number };

/**
 * Restores a backup into a database of its own that is thrown away, and plays a sample of its recordings: for an operator's
 * administrators. Nothing of the platform is changed.
 */
export async function verifyBackup(
  context: ControlContext,
  place: VerifyPlace,
  caller: OperatorCaller,
  { body, bytes }: SentBackup,
): Promise<BackupReport | Refusal> {
  const tooMany = rateRefusal([await takeRate(context.db, `verify ${caller.accountId}`, VERIFICATIONS)]);
  if (tooMany) return tooMany;
  await auditAhead(context.db, caller, 'backup.verified', '');
  try {
    return await place.room.within(neededFor(bytes, true), async (folder) => {
      const file = path.join(folder, 'backup.tar');
      await pipeline(body, createWriteStream(file, { mode: 0o600 }));
      return await tryBackup(context, place, folder, file);
    });
  } catch (error) {
    if (!(error instanceof RestoreError)) throw error;
    context.log.warn({ code: error.code }, 'backup.unusable');
    return refusal('backup_unusable', { why: error.code });
  }
}

/** @param folder of the room @throws RestoreError */
export async function tryBackup(
  { log, clock }: Pick<ControlContext, 'log' | 'clock'>,
  { config, regions }: VerifyPlace,
  folder: string,
  file: string,
): Promise<BackupReport> {
  const begun = performance.now();
  const apart: Config = { ...config, dataFolder: path.join(folder, 'data'), databaseUrl: undefined };
  const { createdAt, release } = await restoreBackup(apart, file, { log });
  const report: BackupReport = { createdAt, release, tookMs: 0, losesMs: 0, regions: [] };
  await using stack = new AsyncDisposableStack();
  const connection = await openStore(stack, apart, log);
  for (const context of regions) {
    const schema = regionSchema(context.region);
    const database = openDatabase<RegionTables>(connection, schema, () => {}, { poolSize: 1 });
    try {
      report.regions.push({ region: context.region, ...(await playSample(context, database.db)) });
    } finally {
      await database.close();
    }
  }
  report.tookMs = Math.round(performance.now() - begun);
  report.losesMs = Math.max(0, clock.now().getTime() - Date.parse(createdAt));
  log.info(report, 'backup.verified');
  return report;
}
