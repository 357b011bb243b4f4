/**
 * A program whose files all go while its parts are at work, and come back: says by its channel when there are none left, and,
 * when it is told to go on, what has become of each part.
 *
 * Usage: without-files.ts FOLDER, with few files (`ulimit -n 256`)
 */
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { milliseconds } from '@kaitong/contract';
import { startBroker } from '../../broker/start-broker.ts';
import { createApp } from '../../http/kit/app.ts';
import { silentLog } from '../../log.ts';
import { HashingProcess } from '../../secrets/hashing-process.ts';
import { findServer } from '../../store/embedded/server-process.ts';
import { openEmbedded } from '../../store/embedded/supervisor.ts';
import { followFiles } from '../../tls/follow-files.ts';
import { makeLocalCertificate } from '../../tls/testing.ts';
import { boundRequests } from '../bound-requests.ts';

const [folder = ''] = process.argv.slice(2);
const host = '127.0.0.1';
const log = silentLog;

const { pair } = await makeLocalCertificate();
const files = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') };
writeFileSync(files.cert, pair.cert);
writeFileSync(files.key, pair.key);
const certificate = await followFiles(files, { host, log, tell: () => {} });
const passwords = new HashingProcess(0);
const told: string[] = [];
const place = path.join(folder, 'postgres');
const database = await openEmbedded(place, {
  durable: false,
  onError: (error) => void told.push((error as NodeJS.ErrnoException).code ?? ''),
  onRestart: () => void told.push('restarted'),
});
const server = findServer(path.join(place, 'data'));
const app = createApp({ log });
boundRequests(app.server, { most: 1000, mostIdleOfNetwork: 1000, log });
app.get('/', async () => 'here');
const url = await app.listen({ host, port: 0 });
const broker = await startBroker({ host, port: 0, regions: [], log, patience: milliseconds(200) });

const held: number[] = [];
function takeAll(): void {
  try {
    for (;;) held.push(openSync('/dev/null', 'r'));
  } catch {
    // none left
  }
}
const findKeeper = (): number | undefined => {
  const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').map(Number);
  return children.find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('keeper.ts'));
};

const keeper = findKeeper() ?? 0;
takeAll();
process.kill(keeper, 'SIGKILL');
const hashed = await passwords.hash('a password').then(
  () => 'hashed',
  () => 'refused',
);
certificate.look();
const problem = certificate.problem() ?? '';
process.send?.({ ports: [Number(new URL(url).port), broker.port], place });
await new Promise((resolve) => process.once('message', resolve));
const until = performance.now() + 1500; // longer than anything waits that tries again by itself
for (; performance.now() < until; await sleep(10)) takeAll(); // what is closed meanwhile, too
for (const file of held) closeSync(file);

certificate.look();
let again = findKeeper();
while (again === undefined) {
  await sleep(20);
  again = findKeeper();
}
process.send?.({
  ...{ hashed, problem, told },
  isNewKeeper: again !== keeper,
  isSameServer: findServer(path.join(place, 'data')) === server,
  hashedAgain: (await passwords.hash('a password')).startsWith('scrypt'),
  answers: await (await fetch(url)).text(),
  problemAgain: certificate.problem() ?? 'none',
});
certificate.close();
await passwords.close();
await broker.close();
await app.close();
await database.stop();
process.disconnect?.();
