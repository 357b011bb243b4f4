import { DeviceId, days, OwnerId } from '@kaitong/contract';
import type { DayNumber } from '@kaitong/core';
import {
  type Database,
  getCalendar,
  getTimeline,
  listEvents,
  type RegionTables,
  recordStatements,
} from '@kaitong/server/testing';
import { type Spread, spreadOf, timeOf } from '../samples.ts';
import { deviceOf, type Fleet, ownerOf, RECORDINGS_A_DAY } from './fill.ts';
import { timeInDatabase } from './in-database.ts';
import { makePlain, plainPages } from './plain.ts';

export const PAGES = ['newest', 'older', 'unread', 'timeline', 'calendar'] as const;
export type PageName = (typeof PAGES)[number];

export type PageTimes = {
  page: PageName;
  /** Milliseconds of processor time, all statements of a page together. */
  inDatabase: Spread;
  /** Milliseconds that the server waits for a page, round trips included. */
  atServer: Spread;
  /** The same of one statement that asks the same of tables without partitions; null: not made. */
  plain: Spread | null;
};
/** `roundTrip`: of a statement that asks for nothing, taken between the pages. */
export type Pages = { times: PageTimes[]; roundTrip: Spread };

export type Ask = { deviceId: DeviceId; ownerId: OwnerId };

/** A server that has run for a while knows its partitions. */
const WARM_UP = 100;
const BUSY_EVENTS_A_DAY = 300;
/** As many as the app shows at once. */
export const LIMIT = 30;
const DAY_MS = days(1);

/** The pages that owners ask for, by the server's own functions; beside each, a round trip that asks for nothing. */
export async function measurePages(
  database: Database<RegionTables>,
  { fleets, today, samples, plain }: { fleets: readonly Fleet[]; today: DayNumber; samples: number; plain: boolean },
): Promise<Pages> {
  if (plain) await makePlain(database);
  const peers = plainPages(today);
  const pages = openPages(database, today);
  const recorder = recordStatements(database);
  const roundTrips: number[] = [];
  const times: PageTimes[] = [];
  for (const page of PAGES) {
    const [inDatabase, atServer, inPlain]: [number[], number[], number[]] = [[], [], []];
    for (let n = -WARM_UP; n < samples; n++) {
      const ask = chooseDevice(fleets);
      recorder.take();
      const ms = await timeOf(() => pages[page](ask));
      const statements = recorder.take();
      if (n < 0) continue;
      atServer.push(ms);
      roundTrips.push(await timeOf(() => database.pool.query('SELECT 1')));
      inDatabase.push(await timeInDatabase(database, statements));
      if (plain) inPlain.push(await timeInDatabase(database, [peers[page](ask)]));
    }
    const spreads = { inDatabase: spreadOf(inDatabase), atServer: spreadOf(atServer) };
    times.push({ page, ...spreads, plain: plain ? spreadOf(inPlain) : null });
  }
  return { times, roundTrip: spreadOf(roundTrips) };
}

function openPages({ db }: Database<RegionTables>, today: DayNumber): Record<PageName, (ask: Ask) => Promise<unknown>> {
  const now = new Date((today + 1) * DAY_MS - 1);
  const context = { db, clock: { now: () => now }, publicUrl: 'http://bench' };
  const at = (day: number): string => new Date(day * DAY_MS).toISOString();
  const older = `${(today - 2) * DAY_MS}-ev${'z'.repeat(18)}`;
  const list = ({ deviceId, ownerId }: Ask, query: { cursor?: string; unread?: boolean }) =>
    listEvents(
      context,
      { ownerId, sessionId: '' },
      { params: { deviceId }, query: { limit: LIMIT, ...query }, body: undefined },
    );
  return {
    newest: (ask) => list(ask, {}),
    older: (ask) => list(ask, { cursor: older }),
    unread: (ask) => list(ask, { unread: true }),
    timeline: ({ deviceId, ownerId }) =>
      getTimeline(
        context,
        { ownerId, sessionId: '' },
        { params: { deviceId }, query: { from: at(today - 1), to: at(today) }, body: undefined },
      ),
    calendar: ({ deviceId, ownerId }) =>
      getCalendar(
        context,
        { ownerId, sessionId: '' },
        { params: { deviceId }, query: { from: at(today - 30), to: at(today + 1) }, body: undefined },
      ),
  };
}

/** Any device of any plan; one in ten is a busy one, with as many recordings a day as the busiest that people own. */
function chooseDevice(fleets: readonly Fleet[]): Ask {
  const fleet = fleets[Math.floor(Math.random() * fleets.length)];
  if (!fleet) throw new Error('no devices');
  const n = Math.random() < 0.1 ? findBusy(fleet) : Math.floor(Math.random() * fleet.devices);
  const deviceId = deviceOf(fleet.retentionClass, n);
  return { deviceId: DeviceId.parse(deviceId), ownerId: OwnerId.parse(ownerOf(deviceId)) };
}

/** The first device, busiest first, that has no more than people's do: the few before it are what randomness makes. */
function findBusy({ retentionClass, devices, eventsADay }: Fleet): number {
  const most = retentionClass.startsWith('event') ? BUSY_EVENTS_A_DAY : RECORDINGS_A_DAY;
  const upTo = (n: number): number => eventsADay * Math.sqrt(n / devices);
  for (let n = 0; n < devices; n++) if (upTo(n + 1) - upTo(n) <= most) return n;
  return devices - 1;
}
