import { BackupManifest, type BackupSince, type Refusal, type Region } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import type { OperatorCaller } from '../callers.ts';
import { auditAhead } from '../control/audit/audit.ts';
import type { ControlContext } from '../control/context.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import { rateRefusal } from '../sign-in/rate-refusal.ts';
import type { Connection } from '../store/connection.ts';
import { takeRate } from '../store/rate-limits.ts';
import { isSealed } from './seal.ts';
import { writeBackup } from './write-backup.ts';

/** What of an installation this server can copy: the schemas of its planes. */
export type BackupPlace = { connection: Connection; schemas: readonly string[]; elsewhere: readonly Region[] };

/** Each reads the whole database. */
const BACKUPS = limits.control.backupsPerAccount;

/** Everything that this server keeps in the database, as the bytes of one file, for an operator's administrators. */
export async function makeBackup(
  context: ControlContext,
  place: BackupPlace,
  caller: OperatorCaller,
  since?: BackupSince,
): Promise<AsyncGenerator<Uint8Array> | Refusal> {
  const tooMany = rateRefusal([await takeRate(context.db, `backup ${caller.accountId}`, BACKUPS)]);
  if (tooMany) return tooMany;
  await auditAhead(context.db, caller, 'backup.made', place.schemas.join(' '));
  return logged(context, { ...place, since: since && readSince(since, context.secrets) }, caller);
}

/** Only what a platform with our key wrote is believed; of anything else the backup is a whole one. */
function readSince({ manifest, seal }: BackupSince, secrets: KeyRing): BackupManifest | undefined {
  if (!isSealed(Buffer.from(manifest), seal, secrets)) return undefined;
  return BackupManifest.safeParse(JSON.parse(manifest)).data;
}

async function* logged(
  { log, secrets, clock }: ControlContext,
  place: BackupPlace & { since: BackupManifest | undefined },
  { accountId }: OperatorCaller,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  let whole = false;
  try {
    for await (const chunk of writeBackup({ ...place, secrets, clock })) {
      bytes += chunk.length;
      yield chunk;
    }
    whole = true;
  } catch (err) {
    log.error({ err, accountId, bytes }, 'backup.broke');
    throw err;
  } finally {
    if (whole) log.info({ accountId, bytes, schemas: place.schemas }, 'backup.made');
    else log.warn({ accountId, bytes }, 'backup.left');
  }
}
