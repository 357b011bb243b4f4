// npm run bench -- uploads [--no-docs] [--quick]: what it costs to record, beside nginx and a bare Node server that take the
// same bytes on the same disk, and plain inserts into the same PostgreSQL.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { conclude } from '../conclude.ts';
import { openUploadGround, type UploadServer } from './ground.ts';
import { measureInserts } from './inserts.ts';
import type { Round } from './load.ts';
import { type Bench, type Measured, measure } from './measured.ts';
import { startNginx, startNode } from './peers.ts';
import { type Results, reportText, verdictsOf, writeReport } from './report.ts';

const given = process.argv.slice(2);
const isQuick = given.includes('--quick');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const ROUNDS = isQuick ? 1 : 3;
const MS = 3000;
const SMALL = 1000;
const LARGE = 2_000_000;
const LANES = [1, 8, 32];
const MOST = 32;
/** Processes that answer, one for each core of the machine that goals are set for. */
const WORKERS = 2;

const ground = await openUploadGround();
const load = fork(fileURLToPath(new URL('./load.ts', import.meta.url)));
const bench: Bench = { ground, load };
const camera = (server: UploadServer, lanes: number, size: number, declares = false): Round => ({
  ...{ as: 'camera', url: `${server.url}/cn`, lanes, size, declares, ms: MS },
});
const rounds = async (many: number, one: () => Promise<Measured>): Promise<Measured[]> => {
  const all: Measured[] = [];
  while (all.length < many) all.push(await one());
  return all;
};

const server = await ground.start();
const shared = await ground.start({ KAITONG_WORKERS: String(WORKERS) });
try {
  load.send(await ground.cameras(server, MOST));
  await once(load, 'message');
  say('cameras are there');
  // Code that has just been loaded is not what is measured.
  await measure(bench, server, { ...camera(server, MOST, SMALL), ms: 6000 });
  await measure(bench, server, { ...camera(server, MOST, LARGE), ms: 4000 });
  await measure(bench, shared, { ...camera(shared, MOST, SMALL), ms: 4000 });
  await measure(bench, shared, { ...camera(shared, MOST, LARGE), ms: 4000 });
  const small = [];
  for (const lanes of LANES)
    small.push({
      lanes,
      called: await rounds(ROUNDS, () => measure(bench, server, camera(server, lanes, SMALL, true))),
      along: await rounds(ROUNDS, () => measure(bench, server, camera(server, lanes, SMALL))),
      inserts: await measureInserts(ground.ground.regions.cn, lanes, MS / 2),
    });
  say('small objects measured');
  const sessions = await ground.sessionMemory();
  const nginx = await startNginx(path.join(ground.folder, 'nginx'));
  const node = await startNode(path.join(ground.folder, 'node'));
  const peer = { as: 'peer', lanes: MOST, size: LARGE, ms: MS } as const;
  const large = { one: [] as Measured[], workers: [] as Measured[], nginx: [] as Measured[], node: [] as Measured[] };
  for (let n = 0; n < ROUNDS; n++) {
    if (nginx) large.nginx.push(await measure(bench, nginx, { ...peer, url: nginx.url }));
    large.one.push(await measure(bench, server, camera(server, MOST, LARGE)));
    large.workers.push(await measure(bench, shared, camera(shared, MOST, LARGE)));
    large.node.push(await measure(bench, node, { ...peer, url: node.url }));
  }
  await node.stop();
  await nginx?.stop();
  const results: Results = { small, large, sessions };
  conclude(results, { reportText, verdictsOf, writeReport }, given);
} finally {
  load.disconnect();
  await shared.stop();
  await server.stop();
  await ground.close();
}
