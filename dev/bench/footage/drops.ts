import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { days, Region } from '@kaitong/contract';
import type { DayNumber, EventPlace } from '@kaitong/core';
import {
  type Database,
  dayPrefix,
  dropExpiredDays,
  openLocalDisk,
  type RegionTables,
  silentLog,
  systemClock,
} from '@kaitong/server/testing';
import { timeOf } from '../samples.ts';
import { fillDay } from './fill.ts';

/** In milliseconds. `deleted`: the peer, a DELETE of the same rows; null: not made. */
export type DayDrop = { segments: number; dropped: number; deleted: number | null };
/** In milliseconds: until nobody reaches them, until their space is free; `peer`: `rm -rf` of the same. */
export type FolderDrop = { objects: number; removed: number; freed: number; peer: number };

const SEGMENTS_AN_EVENT = 10;
const DEVICES = 1000;
const CLASS = 'event7';

/** A day of so many segments goes as an expired one does: by the server's own round, on a database that syncs. */
export async function measureDayDrop(
  database: Database<RegionTables>,
  today: DayNumber,
  { segments, plain }: { segments: number; plain: boolean },
): Promise<DayDrop> {
  const { db, pool } = database;
  const day = (today - 8) as DayNumber;
  const eventsADay = segments / SEGMENTS_AN_EVENT;
  const fleet = { retentionClass: CLASS, devices: DEVICES, days: [day], eventsADay } as const;
  await fillDay(database, fleet, day, SEGMENTS_AN_EVENT);
  const deleted = plain ? await measureDelete(database, `recorded_object_${CLASS}_${day}`) : null;
  await pool.query('CHECKPOINT'); // what was filled is not this round's to write
  const now = new Date((today + 1) * days(1) - 1);
  const context = { db, log: silentLog, region: Region.parse('cn') };
  let gone: EventPlace[] = [];
  const dropped = await timeOf(async () => {
    gone = await dropExpiredDays(context, now);
  });
  if (gone.length !== 1) throw new Error(`${gone.length} days were dropped instead of one`);
  return { segments, dropped, deleted };
}

async function measureDelete({ pool }: Database<RegionTables>, partition: string): Promise<number> {
  await pool.query(`CREATE TABLE plain_object AS SELECT * FROM ${partition}`);
  await pool.query('ALTER TABLE plain_object ADD PRIMARY KEY (retention_class, day, event_id, n)');
  const deleted = await timeOf(() => pool.query('DELETE FROM plain_object WHERE day > 0'));
  await pool.query('DROP TABLE plain_object');
  return deleted;
}

/** The objects of such a day: unreachable by one rename, their space freed afterwards and slowly on purpose. */
export async function measureFolderDrop(today: DayNumber, objects: number): Promise<FolderDrop> {
  const root = mkdtempSync(path.join(tmpdir(), 'kaitong-bench-'));
  const disk = await openLocalDisk({
    folder: root,
    baseUrl: 'http://bench',
    secrets: [new Uint8Array(32)],
    clock: systemClock,
    onError: (error) => process.stderr.write(String(error)),
  });
  const prefix = dayPrefix({ retentionClass: CLASS, day: today });
  const day = path.join(root, 'objects', prefix);
  writeObjects(day, objects);
  const removed = await timeOf(() => disk.removePrefix(prefix));
  const freed = await timeOf(() => disk.emptied());
  writeObjects(day, objects);
  const peer = await timeOf(async () => rmSync(day, { recursive: true }));
  await disk.close();
  rmSync(root, { recursive: true });
  return { objects, removed, freed, peer };
}

/** Small ones: what counts is how many there are. */
function writeObjects(day: string, objects: number): void {
  const bytes = Buffer.alloc(1024);
  for (let n = 0; n < objects; n += SEGMENTS_AN_EVENT) {
    const event = path.join(day, `device${n % DEVICES}`, `event${n}`);
    mkdirSync(event, { recursive: true });
    for (let at = 0; at < SEGMENTS_AN_EVENT; at++) writeFileSync(path.join(event, String(at).padStart(6, '0')), bytes);
  }
}
