import { type DeviceId, type EventId, type OwnerId, Region } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { keepAwaited } from '../../store/awaited-news.ts';
import { openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { openNotifications } from '../../store/notifications.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { recordStatements, type Statement } from '../../store/testing/statements.ts';
import { allIsHeard } from '../../store/testing/waiting.ts';
import { startTestDatabase } from '../../store/testing.ts';
import { endFootageNews, FOOTAGE_GREW, footageName, tellFootage } from './footage-news.ts';

afterEach(() => void vi.useRealTimers());

test('what is gathered when a region is closed is told no more, and is no error', async () => {
  await using server = await startTestDatabase();
  const cn = Region.parse('cn');
  const { db, close } = openDatabase<RegionTables>(server.connection, regionSchema(cn), () => {}, {
    poolSize: 1,
  });
  await migrate(db, regionSchema(cn), regionMigrations(cn));
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

test('what many cameras tell within 50 ms is told in one statement, each event once, and nothing of it is lost', async () => {
  await using server = await startTestDatabase();
  const cn = Region.parse('cn');
  const database = openDatabase<RegionTables>(server.connection, regionSchema(cn), () => {}, { poolSize: 1 });
  await migrate(database.db, regionSchema(cn), regionMigrations(cn));
  const notifications = await openNotifications(server.connection, regionSchema(cn), () => {});
  const place = { db: database.db, region: cn, log: createLog({ level: 'warn' }, { write: () => {} }) };
  const recorder = recordStatements(database);
  const toldBy = async (): Promise<Statement[]> => {
    await sql`SELECT 1`.execute(database.db); // behind what was told
    return recorder.take().filter(({ text }) => text.includes('pg_notify'));
  };
  const heard: (string | undefined)[] = [];
  notifications.on(FOOTAGE_GREW, (id) => void heard.push(id));
  const events = Array.from({ length: 200 }, (_, n) => `e${n}` as EventId);
  const leave = await keepAwaited({ db: database.db, notifications }, events.map(footageName));
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  const tellAll = (): void => {
    for (const id of events) tellFootage(place, { id, owner_id: 'o1' as OwnerId, device_id: 'd1' as DeviceId });
  };
  tellAll();
  tellAll();
  expect(await toldBy()).toHaveLength(1); // the first one, at once
  await vi.advanceTimersByTimeAsync(49);
  expect(await toldBy()).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(await toldBy()).toHaveLength(1);
  vi.useRealTimers();
  await allIsHeard(database.db, notifications);
  expect(heard.sort()).toEqual(['e0', ...events].sort());
  leave();
  endFootageNews(place);
  await notifications.close();
  await database.close();
});
