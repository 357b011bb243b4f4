import { existsSync } from 'node:fs';
import type { BackupManifest, Region } from '@kaitong/contract';
import type { Config } from '../config.ts';
import { type KeyPlaces, placesOf } from '../keys/key-place.ts';
import { openKeyStore } from '../keys/open-key-store.ts';
import type { Log } from '../log.ts';
import { openStore } from '../planes/open-store.ts';
import { makeDay, settleDay } from '../region/footage/days.ts';
import { reconcileRestored } from '../region/reconciliation/deadlines.ts';
import { forgetFootage } from '../region/verification/forget-footage.ts';
import { openMasterKey } from '../secrets/master-key.ts';
import type { KeyRing } from '../secrets/wrapping.ts';
import type { Connection } from '../store/connection.ts';
import { CONTROL_SCHEMA, controlMigrations } from '../store/control/migrations.ts';
import { openDatabase } from '../store/database.ts';
import { endLife } from '../store/database-life.ts';
import { type Migrations, migrate } from '../store/migrate.ts';
import { listUsedTables, openRefill, type Refill } from '../store/refill.ts';
import { regionMigrations, regionSchema } from '../store/region/migrations.ts';
import { sandboxMigrations, sandboxSchema } from '../store/sandbox/migrations.ts';
import type { SchemaShape, TableShape } from '../store/table-shapes.ts';
import { VERSION } from '../version.ts';
import { type BackupFile, readBackup } from './read-backup.ts';
import { RestoreError } from './restore-error.ts';
import { isSealed } from './seal.ts';

export type RestoreOptions = {
  log: Log;
  /** Called before each table is filled. */
  onTable?: (schema: string, table: string) => Promise<void> | void;
};

/**
 * Fills an empty platform with what a backup holds: everything or, whatever goes wrong and whenever, nothing. The master
 * key of the platform that wrote it must be in place.
 *
 * @throws RestoreError, DatabaseUnavailable, MasterKeyError, KeyStoreError
 */
export async function restoreBackup(
  config: Config,
  file: string,
  { log, onTable = () => {} }: RestoreOptions,
): Promise<BackupManifest> {
  const secrets = openKey(config.masterKeyFile);
  const backup = await readBackup(file);
  const { manifest } = backup;
  checkKey(backup, secrets, config, file);
  const planes = planesOf(config, manifest);
  for (const region of config.regions) if (hasKeys(manifest, region)) await checkKeyStore(config.keyPlaces, region);

  await using stack = new AsyncDisposableStack();
  const connection = await openStore(stack, config, log);
  checkEmpty(await listUsedTables(connection, [...planes.keys()])); // before the tables of a platform in use are touched
  for (const [schema, migrations] of planes) await prepare(connection, schema, migrations);
  const refill = await openRefill(connection, [...planes.keys()]);
  stack.defer(() => refill.close());
  checkEmpty(await refill.listUsed());
  checkShapes(refill, manifest);
  await refill.clear();
  // Once more from the disk: what is loaded is what was checked, or the transaction ends here.
  const again = await readBackup(file, async (schema, table, text) => {
    await onTable(schema, table);
    const day = dayIn(manifest, schema, table);
    if (day) await refill.within(schema, (db) => makeDay(db, day));
    const rows = await refill.fill(schema, shapeIn(manifest, schema, table), text);
    if (day) await refill.within(schema, (db) => settleDay(db, day));
    return rows;
  });
  if (Buffer.compare(again.manifestText, backup.manifestText) !== 0) throw changed(file);
  for (const schema of config.regions.map(regionSchema))
    if (planes.has(schema))
      await refill.within(schema, async (db) => {
        await forgetFootage(db);
        await reconcileRestored(db);
      });
  for (const schema of [CONTROL_SCHEMA, ...config.regions.map(regionSchema)])
    if (planes.has(schema)) await refill.within(schema, endLife);
  await refill.commit();
  log.info({ file, release: manifest.release, createdAt: manifest.createdAt }, 'backup.restored');
  return manifest;
}

function dayIn({ schemas }: BackupManifest, schema: string, part: string): { name: string; day: number } | undefined {
  const found = schemas.find(({ name }) => name === schema)?.days.find(({ name }) => name === part);
  return found && { name: found.name, day: Number(found.name.slice(found.name.lastIndexOf('_') + 1)) };
}

function shapeIn({ schemas }: BackupManifest, schema: string, table: string): TableShape {
  const { tables, dayTables, days } = schemas.find(({ name }) => name === schema) ?? {};
  const part = days?.find(({ name }) => name === table);
  const columns = dayTables?.find(({ name }) => name === part?.table)?.columns;
  if (columns) return { name: table, columns };
  const found = tables?.find(({ name }) => name === table);
  if (!found) throw new Error(`the backup has changed: it holds ${schema}.${table} now`);
  return found;
}

function openKey(file: string): KeyRing {
  if (existsSync(file)) return openMasterKey(file, { mayCreate: false });
  throw new RestoreError(
    'key_missing',
    `The master key ${file} is missing. No backup holds it: put your copy of the key of the platform that wrote the backup there first.`,
  );
}

/** Without their keys its recordings would be noise: whoever restores is told before, and not after. */
async function checkKeyStore(places: KeyPlaces, region: Region): Promise<void> {
  await openKeyStore(placesOf(places, region), { isNeeded: true });
}

function hasKeys({ schemas }: BackupManifest, region: Region): boolean {
  const keys = schemas.find(({ name }) => name === regionSchema(region))?.tables;
  return (keys?.find(({ name }) => name === 'footage_key')?.rows ?? 0) > 0;
}

/** Before the manifest is believed in anything else. */
function checkKey({ manifest, manifestText, seal }: BackupFile, secrets: KeyRing, config: Config, file: string): void {
  const missing = manifest.masterKeys.filter((id) => !secrets.keyIds.includes(id));
  if (missing.length > 0) {
    throw new RestoreError(
      'key_other',
      `${file} was written under the master key ${missing.join(', ')}, and ${config.masterKeyFile} holds ${secrets.keyIds.join(', ')}: its secrets could not be read. Put the key of the platform that wrote it there. Nothing was restored.`,
    );
  }
  if (!isSealed(manifestText, seal, secrets)) throw changed(file);
}

const changed = (file: string): RestoreError =>
  new RestoreError('file_changed', `${file} was changed after it was written. Nothing was restored.`);

/** The backup's schemas with this release's migrations of each. */
function planesOf({ control, regions }: Config, manifest: BackupManifest): Map<string, Migrations> {
  const played = new Map<string, Migrations>(
    regions.flatMap((region) => [
      [regionSchema(region), regionMigrations(region)],
      [sandboxSchema(region), sandboxMigrations(region)],
    ]),
  );
  if (control) played.set(CONTROL_SCHEMA, controlMigrations);
  const planes = new Map<string, Migrations>();
  for (const { name, migrations } of manifest.schemas) {
    const own = played.get(name);
    if (!own) {
      throw new RestoreError(
        'region_not_played',
        `The backup holds ${name.replace(/^(region|sandbox)_/, 'the region ')}, which is not among KAITONG_ROLES of this server. Nothing was restored.`,
      );
    }
    const difference = differenceOf(migrations, Object.keys(own));
    if (difference !== undefined) {
      throw new RestoreError(
        'release_differs',
        `The backup was written by release ${manifest.release}, whose tables are not those of this release ${VERSION} (${name}: ${difference}). Restore it with release ${manifest.release} and update afterwards. Nothing was restored.`,
      );
    }
    planes.set(name, own);
  }
  return planes;
}

function differenceOf(theirs: readonly string[], ours: readonly string[]): string | undefined {
  const only = (some: readonly string[], others: readonly string[]) => some.filter((name) => !others.includes(name));
  const [more, fewer] = [only(theirs, ours), only(ours, theirs)];
  if (more.length + fewer.length === 0) return undefined;
  return [...more.map((name) => `+${name}`), ...fewer.map((name) => `−${name}`)].join(', ');
}

async function prepare(connection: Connection, schema: string, migrations: Migrations): Promise<void> {
  const database = openDatabase(connection, schema, () => {}, { poolSize: 1 });
  try {
    await migrate(database.db, schema, migrations);
  } finally {
    await database.close();
  }
}

function checkEmpty(used: readonly string[]): void {
  if (used.length === 0) return;
  const some = used.slice(0, 3).join(', ') + (used.length > 3 ? ', …' : '');
  throw new RestoreError(
    'not_empty',
    `There is data already (${some}). A backup is restored only into an empty platform: choose another data folder or database. Nothing was changed.`,
  );
}

function checkShapes({ schemas }: Refill, manifest: BackupManifest): void {
  const shapeOf = (schema: SchemaShape | undefined) =>
    JSON.stringify([
      schema?.name,
      [...(schema?.tables ?? []), ...(schema?.dayTables ?? [])].map(({ name, columns }) => [name, columns.toSorted()]),
    ]);
  if (manifest.schemas.every((schema, n) => shapeOf(schema) === shapeOf(schemas[n]))) return;
  throw new Error('the tables of the backup differ from ours although the migrations are the same');
}
