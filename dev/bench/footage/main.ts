// npm run bench -- footage [1000000 10000000] [--no-docs]: how long an owner's pages and the end of a day take with so many
// events, beside tables without partitions and a round trip that asks for nothing. Ten million take some ten minutes and
// 10 GB below the temporary folder.

import { timeOf } from '../samples.ts';
import { type DayDrop, measureDayDrop, measureFolderDrop } from './drops.ts';
import { fillDay, fillDevices, planFleets, today } from './fill.ts';
import { openGround } from './ground.ts';
import { measurePages } from './pages.ts';
import { type Results, type Round, reportText, writeReport } from './report.ts';

/** What the design asks for. */
const MOST_PAGE_MS = 10;
const MOST_DROP_MS = 1000;
const SAMPLES = 200;
/** The peer is made where it does not double the time of the whole. */
const MOST_PLAIN = 1_000_000;
const SEGMENTS = [100_000, 1_000_000];
const OBJECTS = 100_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const given = process.argv.slice(2);
const sizes = given.filter((one) => /^\d+$/.test(one)).map(Number);
const day = today();

async function measure(events: number): Promise<Round> {
  const fleets = planFleets(events, day);
  let fill = 0;
  await using ground = await openGround(async (database) => {
    fill = await timeOf(async () => {
      await Promise.all(
        fleets.map(async (fleet) => {
          await fillDevices(database, fleet);
          for (const one of fleet.days) await fillDay(database, fleet, one);
        }),
      );
      await database.pool.query('ANALYZE');
    });
  });
  say(`${events} events filled in ${Math.round(fill / 1000)} s`);
  const plain = events <= MOST_PLAIN;
  const pages = await measurePages(ground.database, { fleets, today: day, samples: SAMPLES, plain });
  const drops: DayDrop[] = [];
  for (const segments of SEGMENTS) drops.push(await measureDayDrop(ground.database, day, { segments, plain }));
  const devices = fleets.reduce((sum, fleet) => sum + fleet.devices, 0);
  const partitions = fleets.reduce((sum, fleet) => sum + fleet.days.length, 0);
  return { events, devices, partitions, pages, drops };
}

const results: Results = { rounds: [], folder: await measureFolderDrop(day, OBJECTS) };
for (const events of sizes.length > 0 ? sizes : [1_000_000, 10_000_000]) {
  results.rounds.push(await measure(events));
  if (!given.includes('--no-docs')) writeReport(results);
}
say(reportText(results));
const slowest = Math.max(...results.rounds.flatMap(({ pages }) => pages.times.map(({ inDatabase }) => inDatabase.p99)));
const longest = Math.max(...results.rounds.flatMap(({ drops }) => drops.map(({ dropped }) => dropped)));
say(`slowest page: ${slowest.toFixed(1)} ms p99 in the database (at most ${MOST_PAGE_MS})`);
say(`longest drop of a day: ${longest.toFixed(0)} ms (at most ${MOST_DROP_MS})`);
