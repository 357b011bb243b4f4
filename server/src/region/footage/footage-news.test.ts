import { type DeviceId, type EventId, type OwnerId, Region } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { openDatabase } from '../../store/database.ts';
import { regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { startTestDatabase } from '../../store/testing.ts';
import { endFootageNews, tellFootage } from './footage-news.ts';

afterEach(() => void vi.useRealTimers());

test('what is gathered when a region is closed is told no more, and is no error', async () => {
  await using server = await startTestDatabase();
  const cn = Region.parse('cn');
  const { db, close } = openDatabase<RegionTables>(server.connection, regionSchema(cn), () => {}, {
    poolSize: 1,
  });
  const said: string[] = [];
  const place = { db, region: cn, log: createLog({ level: 'warn' }, { write: (line) => void said.push(line) }) };
  const grown = { id: 'e1' as EventId, owner_id: 'o1' as OwnerId, device_id: 'd1' as DeviceId };
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  for (let times = 0; times < 3; times++) tellFootage(place, grown);
  await sql`SELECT 1`.execute(db); // behind what was told at once
  endFootageNews(place);
  await close();
  await vi.advanceTimersByTimeAsync(5000);
  tellFootage(place, grown);
  await vi.advanceTimersByTimeAsync(5000);
  expect(said).toEqual([]);
});
