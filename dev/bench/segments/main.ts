// npm run bench -- segments [--no-docs] [--quick]: what continuous footage costs in segments of 10, 20 and 60 s, how soon it can
// be watched, and what a power cut takes.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { SEGMENT_SECONDS } from '@kaitong/contract';
import { peopleAround } from '../../src/activation/testing/rig.ts';
import { conclude } from '../conclude.ts';
import { openUploadGround } from '../uploads/ground.ts';
import type { Round } from '../uploads/load.ts';
import { type Bench, type Measured, measure, middle } from '../uploads/measured.ts';
import { measureCuts } from './power-cuts.ts';
import { BIT_RATES, type Cost, type Results, reportText, verdictsOf, writeReport } from './report.ts';

const given = process.argv.slice(2);
const isQuick = given.includes('--quick');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const ROUNDS = isQuick ? 1 : 3;
const MS = 4000;
const CAMERAS = 8;
const CUTS = isQuick ? 2 : 6;

const ground = await openUploadGround();
const load = fork(new URL('../uploads/load.ts', import.meta.url));
const bench: Bench = { ground, load };
const server = await ground.start();
const costs: Cost[] = [];
try {
  load.send(await ground.cameras(server, CAMERAS, { kind: 'continuous', retentionDays: 7 }));
  await once(load, 'message');
  const roundOf = (megabits: number, seconds: number): Round => ({
    ...{ as: 'camera', url: `${server.url}/cn`, lanes: CAMERAS, declares: true, ms: MS },
    ...{ size: (megabits * 1_000_000 * seconds) / 8, segmentMs: seconds * 1000 },
  });
  await measure(bench, server, { ...roundOf(1, 10), ms: 8000 }); // code that was just loaded is not what is measured
  for (const megabits of BIT_RATES) {
    const rounds = new Map<number, Measured[]>(SEGMENT_SECONDS.map((seconds) => [seconds, []]));
    for (let n = 0; n < ROUNDS; n++)
      for (const seconds of SEGMENT_SECONDS)
        rounds.get(seconds)?.push(await measure(bench, server, roundOf(megabits, seconds)));
    for (const seconds of SEGMENT_SECONDS)
      costs.push({ megabits, seconds, measured: middle(rounds.get(seconds) ?? []) });
  }
  say('what objects cost measured');
  const rig = await peopleAround(ground.ground, server.url);
  const cuts = await measureCuts(rig, ground.folder, { lengths: SEGMENT_SECONDS, each: CUTS });
  const results: Results = { costs, cuts };
  conclude(results, { reportText, verdictsOf, writeReport }, given);
} finally {
  load.disconnect();
  await server.stop();
  await ground.close();
}
