// Debian's PostgreSQL under a user of its own, its log archived by Debian's pgbackrest: brought back to a moment, footage
// plays, what was deleted after that moment is deleted again, and no archive holds a key of footage.
import { execFile } from 'node:child_process';
import { chmodSync, globSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { createLog, readConfig, type Server, startServer } from '@kaitong/server';
import { cheapPasswords, findFreePort, sharedJudge } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusedCode } from '../../src/activation/testing/expectations.ts';
import { signInOwner } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { completeEvents, expectPlayable } from '../../src/service/testing/footage.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';

const [bin = ''] = globSync('/usr/lib/postgresql/*/bin').toSorted().toReversed();
const isRoot = process.getuid?.() === 0;
const run = promisify(execFile);

/** As the user of PostgreSQL, where we are root: it refuses to run as that. */
async function asPostgres(program: string, ...args: string[]): Promise<string> {
  const [command, ...all] = isRoot ? ['runuser', '-u', 'postgres', '--', program, ...args] : [program, ...args];
  return (await run(command ?? '', all, { cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8' } })).stdout;
}

let folder: string;
let port: number;
let rig: RunningRig;
let unit: Unit;

const backrest = (...args: string[]): Promise<string> =>
  asPostgres(
    'pgbackrest',
    `--config=${folder}/pgbackrest.conf`,
    '--stanza=kaitong',
    '--log-level-console=error',
    ...args,
  );
const pgCtl = (...args: string[]): Promise<string> =>
  asPostgres(path.join(bin, 'pg_ctl'), '-D', path.join(folder, 'pg'), '-w', '-t', '120', ...args);
const psql = async (text: string): Promise<string> =>
  (await asPostgres(path.join(bin, 'psql'), '-h', folder, '-p', String(port), '-d', 'kaitong', '-Atc', text)).trim();

beforeAll(async () => {
  folder = mkdtempSync('/tmp/kaitong-pitr-');
  chmodSync(folder, 0o777);
  port = await findFreePort();
  await startPostgres();
  const url = `postgresql://kaitong@127.0.0.1:${port}/kaitong`;
  const database = { connection: { connectionString: url }, url, [Symbol.asyncDispose]: async () => {} };
  rig = await startRig({}, { database });
  unit = await rig.unit();
});
afterAll(async () => {
  await rig?.stop();
  await pgCtl('stop', '-m', 'immediate').catch(() => {});
  await run('rm', ['-rf', folder]);
});

async function startPostgres(): Promise<void> {
  writeFileSync(
    path.join(folder, 'pgbackrest.conf'),
    `[global]
repo1-path=${folder}/repo
repo1-retention-full=2
repo1-bundle=n
compress-type=none
lock-path=${folder}
log-path=${folder}
spool-path=${folder}
start-fast=y
[kaitong]
pg1-path=${folder}/pg
pg1-port=${port}
pg1-socket-path=${folder}
`,
  );
  await asPostgres(path.join(bin, 'initdb'), '-D', path.join(folder, 'pg'), '-A', 'trust', '-E', 'UTF8', '--no-locale');
  const settings = `
port = ${port}
listen_addresses = '127.0.0.1'
unix_socket_directories = '${folder}'
archive_mode = on
archive_command = 'pgbackrest --config=${folder}/pgbackrest.conf --stanza=kaitong archive-push %p'
`;
  writeFileSync(path.join(folder, 'more.conf'), settings);
  await asPostgres('sh', '-c', `cat ${folder}/more.conf >> ${folder}/pg/postgresql.conf`);
  await pgCtl('start', '-l', path.join(folder, 'log'));
  const admin = (...args: string[]) =>
    asPostgres(path.join(bin, args[0] ?? ''), '-h', folder, '-p', String(port), ...args.slice(1));
  await admin('createuser', 'kaitong');
  await admin('createdb', '-O', 'kaitong', 'kaitong');
  await backrest('stanza-create');
}

async function wave(): Promise<void> {
  const permitted = Promise.withResolvers<void>();
  const camera = await unit.camera({
    onNews: (news) => void (news.is === 'permitted' && news.recording !== 'none' && permitted.resolve()),
  });
  await permitted.promise;
  const answer = camera.wave();
  if (!answer.seen) throw new Error(`not recorded: ${answer.because}`);
  await answer.finished;
  await camera.stop();
}

/** Whether any file below holds these bytes. */
function holds(place: string, bytes: Buffer | string): boolean {
  return readdirSync(place, { recursive: true, withFileTypes: true }).some(
    (entry) => entry.isFile() && readFileSync(path.join(entry.parentPath, entry.name)).includes(bytes),
  );
}

test('back at a moment, footage plays, later deletions are done again, and no archive holds a key of footage', async () => {
  await subscribe(rig, unit, { kind: 'event', retentionDays: 30 });
  await wave();
  await completeEvents(unit, 1);
  await backrest('--type=full', 'backup');
  await wave();
  const [first, second] = await completeEvents(unit, 2);
  if (!first || !second) throw new Error('nothing was recorded');
  const moment = await psql('SELECT now()');
  await rig.owners.cn.getOwner({}); // time passes in the log, too
  await unit.owner.footage.deleteEvent({ params: { deviceId: unit.deviceId, eventId: first.eventId } });
  await psql('CREATE TABLE after_it ()');
  await asPostgres(path.join(bin, 'psql'), '-h', folder, '-p', String(port), '-Atc', 'SELECT pg_switch_wal()');
  await backrest('check');

  const keys = path.join(`${rig.environment.KAITONG_DATA}.keys`, 'cn/keys');
  const names = readdirSync(keys, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.kept'));
  expect(names.length).toBeGreaterThan(0);
  const repo = path.join(folder, 'repo');
  expect(holds(repo, second.eventId)).toBe(true);
  for (const name of names) {
    const key = readFileSync(path.join(keys, name), 'utf8');
    expect(holds(repo, key) || holds(path.join(folder, 'pg'), key)).toBe(false);
  }

  await rig.server.stop();
  await pgCtl('stop', '-m', 'fast');
  await backrest('--delta', '--type=time', `--target=${moment}`, '--target-action=promote', 'restore');
  await pgCtl('start', '-l', path.join(folder, 'log'));
  await expect.poll(() => psql('SELECT pg_is_in_recovery()'), { timeout: 60_000, interval: 500 }).toBe('f');
  expect(await psql("SELECT to_regclass('after_it') IS NULL")).toBe('t');

  const log = createLog({ level: 'silent' });
  const options = { log, passwords: cheapPasswords, judge: await sharedJudge('none') };
  const server: Server = await startServer(readConfig(rig.environment), options);
  try {
    const again = { ...unit, owner: await signInOwner(server.url, unit.owner) };
    const [played] = await completeEvents(again, 1);
    expect(played?.eventId).toBe(second.eventId);
    await expectPlayable(again, played ?? second);
    const params = { deviceId: unit.deviceId, eventId: first.eventId };
    expect(await refusedCode(again.owner.footage.getEvent({ params }))).toBe('not_found');
    // Control forgot who holds which unit, and heard it again.
    expect(await psql('SELECT count(began_at) FROM control.database_life')).toBe('1');
    const holder = "SELECT device_id FROM control.unit_claim WHERE state = 'held'";
    await expect.poll(() => psql(holder), { timeout: 20_000 }).toBe(unit.deviceId);
  } finally {
    await server.stop();
  }
});
