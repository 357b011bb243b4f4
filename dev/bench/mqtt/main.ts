// npm run bench -- mqtt [--no-docs] [--quick]: what ten thousand cameras cost the broker that stand on their lines, connect
// and say how they are, beside Mosquitto that takes the same packets and throws them away.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOpenFilesLimit, sharePlaces } from '@kaitong/server/testing';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { openGround } from '../../src/activation/testing/rig.ts';
import { openServiceDatabase } from '../../src/activation/testing/service-database.ts';
import { conclude } from '../conclude.ts';
import { type Camera, makeCameras } from './cameras.ts';
import type { Round } from './load.ts';
import { type Broker, measureBroker } from './measured.ts';
import { startMosquitto } from './mosquitto.ts';
import { type Results, reportText, verdictsOf, writeReport } from './report.ts';
import type { Asked } from './server.ts';

const given = process.argv.slice(2);
const isQuick = given.includes('--quick');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
/** As many as a broker takes where this process may open so many files. */
const PLACES = sharePlaces(findOpenFilesLimit()).mqtt;
const plan = isQuick
  ? { cameras: 2000, rounds: 1, ms: 3000, warmMs: 20_000 }
  : { cameras: Math.min(10_000, PLACES), rounds: 3, ms: 5000, warmMs: 60_000 };

const start = (program: string, environment: Record<string, string> = {}): ChildProcess =>
  fork(path.join(import.meta.dirname, program), { env: { ...process.env, ...environment } });

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-mqtt-'));
const database = await openServiceDatabase(folder);
const ground = await openGround({ KAITONG_ROLES: 'control,cn,eu' }, database);
const httpPort = await freePorts();
const server = start('server.ts', { ...ground.environment, KAITONG_PORT: String(httpPort) });
await once(server, 'message');
const load = start('load.ts');
try {
  if (server.pid === undefined) throw new Error('a process does not say which it is');
  const cameras: Camera[] = await makeCameras(ground, plan.cameras);
  say(`${cameras.length} cameras are paired`);
  const askServer = async (what: Asked): Promise<number> => {
    server.send(what);
    const [answer] = (await once(server, 'message')) as [number];
    return answer;
  };
  const ours: Broker = {
    ...{ port: httpPort + 1, pid: server.pid, databasePid: database.pid },
    async memory() {
      await sleep(1000); // what has just been answered is let go of
      return askServer('memory');
    },
    statements: () => askServer('statements'),
  };
  const ask = async (round: Round) => {
    load.send(round);
    const [counted] = await once(load, 'message');
    return counted;
  };
  const results: Results = {
    cameras: plan.cameras,
    ours: await measureBroker(ours, ask, cameras, plan),
    peer: undefined,
  };
  say('Kaitong measured');
  const mosquitto = await startMosquitto(path.join(folder, 'mosquitto'));
  const beside = { databasePid: undefined, statements: async () => 0 };
  if (mosquitto) results.peer = await measureBroker({ ...mosquitto, ...beside }, ask, cameras, plan);
  await mosquitto?.stop();
  conclude(results, { reportText, verdictsOf, writeReport }, given);
} finally {
  load.disconnect();
  if (server.connected) {
    server.disconnect();
    await once(server, 'exit');
  }
  await ground.close();
  rmSync(folder, { recursive: true, force: true });
}
