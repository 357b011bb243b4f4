import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  type Database,
  migrate,
  openDatabase,
  openPostgres,
  type RegionTables,
  regionMigrations,
  regionSchema,
} from '@kaitong/server/testing';

const REGION = 'cn';
/** Sessions that are just being closed hear that the server stops. */
const ignore = (): void => {};

/** A region's schema in a throwaway PostgreSQL with the settings of the one that comes with Kaitong. */
export type Ground = { database: Database<RegionTables>; folder: string; [Symbol.asyncDispose](): Promise<void> };

/**
 * `fill` is called while nothing is forced to the disk, which would double its time; what is measured afterwards is on a
 * server that does.
 */
export async function openGround(fill: (database: Database<RegionTables>) => Promise<void>): Promise<Ground> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bench-'));
  const place = path.join(folder, 'postgres');
  const filling = await openPostgres({ folder: place, durable: false });
  const first = openDatabase<RegionTables>(filling.connection, regionSchema(REGION), ignore);
  await migrate(first.db, regionSchema(REGION), regionMigrations(REGION));
  await fill(first);
  await first.close();
  await filling.stop();
  const server = await openPostgres({ folder: place });
  const database = openDatabase<RegionTables>(server.connection, regionSchema(REGION), ignore);
  return {
    database,
    folder,
    async [Symbol.asyncDispose]() {
      await database.close();
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}
