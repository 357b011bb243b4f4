// npm run bench -- pages [--no-docs]: a day's line with ten thousand recordings, beside one statement on one table, and an
// application's progress to two hundred watchers, beside a bare Node.

import { conclude } from '../conclude.ts';
import { today } from '../footage/fill.ts';
import { openGround } from '../footage/ground.ts';
import { startMeter } from '../machine.ts';
import { fillLines, type Line, measureLines } from './line.ts';
import { reportText, verdictsOf, writeReport } from './report.ts';
import { measureWatchers } from './watchers.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function measureTimelines(): Promise<{ lines: Line[]; others: number; seconds: number }> {
  const day = (today() - 1) as ReturnType<typeof today>;
  await using ground = await openGround((database) => fillLines(database, day));
  const { rows } = await ground.database.pool.query<{ pid: number }>(
    'SELECT pid FROM pg_stat_activity WHERE datname = current_database()',
  );
  const meter = startMeter({ ours: () => [process.pid, ...rows.map(({ pid }) => pid)] });
  say('two days are filled');
  const lines = await measureLines(ground.database, day);
  return { lines, ...meter.take() };
}

const timelines = await measureTimelines();
say('lines are measured');
const watched = await measureWatchers();
conclude({ timelines, watched }, { reportText, verdictsOf, writeReport }, process.argv.slice(2));
