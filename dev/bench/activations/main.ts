// npm run bench -- activations [20 190 1000] [--rounds 3] [--no-docs]: so many products activated at once, each by a camera of
// its own. Server, cameras and the makers' programs share this machine.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ApplicationProgress } from '@kaitong/contract';
import type { Maker } from '../../src/activation/testing/people.ts';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type Ground, openGround, peopleAround, type Rig } from '../../src/activation/testing/rig.ts';
import { openServiceDatabase } from '../../src/activation/testing/service-database.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { conclude } from '../conclude.ts';
import { pidsBelow, startMeter } from '../machine.ts';
import { timeOf } from '../samples.ts';
import type { Told } from './cameras.ts';
import { medianOf, type Round, reportText, verdictsOf, type Way, writeReport } from './report.ts';
import type { Counted } from './server.ts';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const given = process.argv.slice(2);
const roundsAt = given.indexOf('--rounds');
const rounds = roundsAt < 0 ? 3 : Number(given[roundsAt + 1]);
const sizes = given.filter((one, n) => /^\d+$/.test(one) && (roundsAt < 0 || n !== roundsAt + 1)).map(Number);
/** So many licences are issued and units paired beside each other. */
const LANES = 8;
const A_MAKER = 50;
/** From so many on one round is as good as three: it lasts minutes. */
const LARGE = 500;

const start = (program: string, environment: Record<string, string> = {}): ChildProcess =>
  fork(path.join(import.meta.dirname, program), { env: { ...process.env, ...environment } });

type Sample = { maker: Maker; unit: Unit };

/** Each account submits as many as it may in a minute, or fewer. */
async function makeSamples(rig: Rig, count: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const makers: Maker[] = [];
  while (makers.length * A_MAKER < count) makers.push(await rig.newMaker());
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const maker = makers[Math.floor(next++ / A_MAKER)] ?? rig.maker;
      samples.push({ maker, unit: await rig.unit({ maker }) });
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return samples;
}

type Programs = { server: ChildProcess; cameras: ChildProcess };

async function countStatements({ server }: Programs): Promise<Record<string, number>> {
  server.send('count');
  const [{ statements }] = (await once(server, 'message')) as [Counted];
  return statements;
}

/** When it joined the line before the judge, when its verdict was reached, and that it ended just now. */
function wayOf(progress: readonly ApplicationProgress[]): Way {
  const at = (is: (one: ApplicationProgress) => boolean): number => Date.parse(progress.find(is)?.at ?? '');
  return {
    endedAt: Date.now(),
    joinedAt: at((one) => one.type === 'step.started' && one.step === 'grant'),
    judgedAt: at(({ type }) => type === 'verdict.reached'),
  };
}

/** All of them at once, until each has ended. */
async function measure(rig: Rig, programs: Programs, databasePid: number, size: number): Promise<Round> {
  const samples = await makeSamples(rig, size);
  const told: Told = { cameras: samples.map(({ unit }) => unit.credentials), firmware: '2.3.0' };
  programs.cameras.send(told);
  await once(programs.cameras, 'message');
  const [server, cameras] = [programs.server.pid ?? 0, programs.cameras.pid ?? 0];
  await countStatements(programs);
  const meter = startMeter({
    server: () => [server],
    database: () => [databasePid, ...pidsBelow(databasePid)],
    judge: () => pidsBelow(server),
    around: () => [process.pid, cameras],
  });
  const endings: Record<string, number> = {};
  const ways: Way[] = [];
  const times = await Promise.all(
    samples.map(({ maker, unit: { deviceId } }, n) =>
      timeOf(async () => {
        const { application, progress } = await maker.activate(deviceId);
        ways[n] = wayOf(progress);
        const how = application.state === 'approved' ? 'approved' : `${application.state} ${application.problem?.code}`;
        endings[how] = (endings[how] ?? 0) + 1;
      }),
    ),
  );
  const spent = meter.take();
  return { size, times, ways, endings, statements: await countStatements(programs), spent };
}

async function measureRoundTrip({ control }: Ground): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < 500; n++) times.push(await timeOf(() => control.pool.query('SELECT 1')));
  return medianOf(times);
}

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-activations-'));
const database = await openServiceDatabase(folder);
const ground = await openGround({ KAITONG_ROLES: 'control,cn,eu' }, database);
const server = start('server.ts', { ...ground.environment, KAITONG_PORT: String(await freePorts()) });
const [{ url }] = (await once(server, 'message')) as [{ url: string }];
const cameras = start('cameras.ts');
try {
  const rig = await peopleAround(ground, url);
  const programs = { server, cameras };
  await measure(rig, programs, database.pid, 2); // everything is loaded
  const roundTrip = await measureRoundTrip(ground);
  const measured: Round[] = [];
  for (const size of sizes.length > 0 ? sizes : [20, 190, 1000]) {
    for (let n = 0; n < (size >= LARGE ? 1 : rounds); n++) {
      const round = await measure(rig, programs, database.pid, size);
      measured.push(round);
      say(`${size} at once: ${JSON.stringify(round.endings)} in ${(round.spent.seconds).toFixed(1)} s`);
    }
  }
  const results = { rounds: measured, roundTrip };
  conclude(results, { reportText, verdictsOf, writeReport }, given);
} finally {
  cameras.kill();
  server.disconnect();
  await once(server, 'exit');
  await ground.close();
  rmSync(folder, { recursive: true, force: true });
}
