// npm run bench -- latencies [--no-docs] [--quick]: how long people wait after a wave: for the approval, and for the picture.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { openGround, peopleAround } from '../../src/activation/testing/rig.ts';
import { openServiceDatabase } from '../../src/activation/testing/service-database.ts';
import { conclude } from '../conclude.ts';
import { pidsBelow, startMeter } from '../machine.ts';
import { measureActivations } from './activations.ts';
import { measurePlayables } from './playables.ts';
import { type Results, reportText, verdictsOf, writeReport } from './report.ts';
import { followCameras } from './told.ts';

const given = process.argv.slice(2);
const plan = given.includes('--quick')
  ? { alone: 3, together: 20, events: 5 }
  : { alone: 20, together: 20, events: 40 };
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const start = (program: string, environment: Record<string, string> = {}): ChildProcess =>
  fork(path.join(import.meta.dirname, program), { env: { ...process.env, ...environment } });

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-latencies-'));
const database = await openServiceDatabase(folder);
const ground = await openGround({ KAITONG_ROLES: 'control,cn,eu' }, database);
const server = start('../activations/server.ts', { ...ground.environment, KAITONG_PORT: String(await freePorts()) });
const [{ url }] = (await once(server, 'message')) as [{ url: string }];
const program = start('cameras.ts');
try {
  const rig = await peopleAround(ground, url);
  const cameras = followCameras(program);
  await measureActivations(rig, cameras, 3); // everything is loaded
  const meter = startMeter({ ours: () => [process.pid, ...pidsBelow(process.pid)] });
  const alone: number[] = [];
  while (alone.length < plan.alone) alone.push(...(await measureActivations(rig, cameras, 1)));
  say('activations one after the other measured');
  const together = await measureActivations(rig, cameras, plan.together);
  say('activations at once measured');
  const playable = await measurePlayables(rig, cameras, plan.events);
  const spent = meter.take();
  const results: Results = { alone, together, playable, others: spent.others / spent.seconds };
  conclude(results, { reportText, verdictsOf, writeReport }, given);
} finally {
  program.disconnect();
  server.disconnect();
  await once(server, 'exit');
  await ground.close();
  rmSync(folder, { recursive: true, force: true });
}
