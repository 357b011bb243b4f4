import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Connection } from '../connection.ts';
import { openPostgres } from '../postgres.ts';
import { DatabaseUnavailable } from '../unavailable.ts';
import { findBinaries } from './binaries.ts';
import { findServer } from './server-process.ts';
import { serverUser } from './server-user.ts';
import { socketFolder } from './sockets.ts';
import { type Embedded, type EmbeddedOptions, openEmbedded } from './supervisor.ts';

const folders: string[] = [];
const opened: Embedded[] = [];
const children: ChildProcess[] = [];

/** Below a folder that only its owner may enter, as a data folder of root is. */
function newFolder(): string {
  const outer = fs.mkdtempSync(path.join(tmpdir(), 'kaitong-embedded-'));
  fs.chmodSync(outer, 0o700);
  folders.push(outer);
  return path.join(outer, 'postgres');
}

let prepared: string;

beforeAll(async () => {
  prepared = path.join(fs.mkdtempSync(path.join(tmpdir(), 'kaitong-prepared-')), 'postgres');
  const made = await openEmbedded(prepared, { durable: false });
  await query(made.connection, 'CREATE TABLE kept (n int)');
  await made.stop();
});
afterAll(() => fs.rmSync(path.dirname(prepared), { recursive: true }));

/** A folder with a database in it: a copy, since making one takes a second. */
function preparedFolder(): string {
  const folder = newFolder();
  execFileSync('cp', ['-a', prepared, folder]);
  return folder;
}

async function open(folder: string, options: EmbeddedOptions = {}): Promise<Embedded> {
  const embedded = await openEmbedded(folder, { durable: false, ...options });
  opened.push(embedded);
  return embedded;
}

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  await Promise.all(opened.splice(0).map((embedded) => embedded.stop()));
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

async function query(connection: Connection, text: string): Promise<unknown[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

async function startProgram(folder: string, takeoverMs?: number) {
  const program = new URL('../testing/embedded-process.ts', import.meta.url);
  const args = takeoverMs === undefined ? [folder] : [folder, String(takeoverMs)];
  const child = fork(program, args, { execArgv: [] });
  children.push(child);
  const [said] = (await once(child, 'message')) as [{ connection?: Connection; adopted?: boolean; refused?: string }];
  return { child, ...said };
}

/** A session from now on, and the moment when the database ends it. */
async function openSession(connection: Connection): Promise<{ ended: Promise<void> }> {
  const client = new pg.Client(connection);
  client.on('error', () => {}); // it says why, and ends
  await client.connect();
  return { ended: new Promise((resolve) => client.once('end', () => resolve())) };
}

/** Process ids of this folder's keepers. */
function findKeepers(folder: string): number[] {
  return fs.readdirSync('/proc').flatMap((name) => {
    try {
      const args = fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0');
      return args[1]?.endsWith('/keeper.ts') && args[2] === fs.realpathSync(folder) ? [Number(name)] : [];
    } catch {
      return []; // no process, or one that has just ended
    }
  });
}

const refusal = async (opening: Promise<unknown>): Promise<DatabaseUnavailable> => {
  const error = await opening.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof DatabaseUnavailable)) throw new Error(`not refused as expected: ${String(error)}`);
  return error;
};

test('a database survives an orderly stop, and its socket and password are for its owner only', async () => {
  const folder = newFolder();
  const first = await open(folder, { durable: true });
  expect(first.adopted).toBe(false);
  await query(first.connection, 'CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)');
  const sockets = socketFolder(folder);
  expect(fs.statSync(sockets).mode & 0o077).toBe(0);
  expect(fs.statSync(path.join(folder, 'password')).mode & 0o077).toBe(0);
  await expect(query({ ...first.connection, password: 'wrong' }, 'SELECT 1')).rejects.toThrow(
    'password authentication',
  );
  expect(findKeepers(folder)).toHaveLength(1);
  await first.stop();
  expect(findKeepers(folder)).toEqual([]);
  expect(findServer(path.join(folder, 'data'))).toBeUndefined();
  expect(fs.existsSync(sockets)).toBe(false);
  const second = await open(folder);
  expect(second.adopted).toBe(false);
  expect(await query(second.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('the server that a killed program left behind is adopted, with what it had acknowledged', async () => {
  const folder = preparedFolder();
  const { child, connection = {} } = await startProgram(folder);
  await query(connection, 'INSERT INTO kept VALUES (7)');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const adopter = await open(folder);
  expect(adopter.adopted).toBe(true);
  expect(await query(adopter.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('a server that a killed program left behind, and that no other takes over, ends in order', async () => {
  const folder = preparedFolder();
  const { child, connection = {} } = await startProgram(folder, 200);
  await query(connection, 'INSERT INTO kept VALUES (7)');
  const { ended } = await openSession(connection);
  child.kill('SIGKILL');
  await ended;
  // Who comes while it ends waits; nobody is told that the folder is in use.
  const next = await open(folder);
  expect(next.adopted).toBe(false);
  expect(await query(next.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
  expect(fs.readFileSync(path.join(folder, 'postgres.log'), 'utf8')).not.toContain('interrupted');
});

test('what was taken over in time is left to the keeper of its new program', async () => {
  const folder = preparedFolder();
  const { child } = await startProgram(folder, 2000);
  const [first] = findKeepers(folder);
  child.kill('SIGKILL');
  const adopter = await open(folder);
  expect(adopter.adopted).toBe(true);
  const { ended } = await openSession(adopter.connection);
  await vi.waitFor(() => expect(findKeepers(folder)).not.toContain(first), { timeout: 20_000 });
  expect(findKeepers(folder)).toHaveLength(1);
  expect(await query(adopter.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await adopter.stop();
  await ended;
});

test('a server that another program uses by its URL goes on until that one has left', async () => {
  const folder = preparedFolder();
  const { child, connection = {} } = await startProgram(folder, 100);
  const { ended } = await openSession(connection);
  const other = new pg.Client({ ...connection, application_name: 'kaitong-region_cn' });
  other.on('error', () => {});
  await other.connect();
  const sessions = async (): Promise<number> => {
    const { rows } = await other.query('SELECT sum(sessions)::int AS n FROM pg_stat_database');
    return rows[0].n;
  };
  const before = await sessions();
  child.kill('SIGKILL');
  // Its keeper has asked for such programs, twice.
  await vi.waitFor(async () => expect(await sessions()).toBeGreaterThanOrEqual(before + 2), { timeout: 30_000 });
  await other.end();
  await ended;
  await vi.waitFor(() => expect(findKeepers(folder)).toEqual([]), { timeout: 30_000 });
});

test('a keeper that is killed is replaced', async () => {
  const folder = preparedFolder();
  const { connection = {}, child } = await startProgram(folder, 200);
  const [first = 0] = findKeepers(folder);
  process.kill(first, 'SIGKILL');
  await vi.waitFor(() => expect(findKeepers(folder).filter((pid) => pid !== first)).toHaveLength(1), {
    timeout: 30_000,
  });
  const { ended } = await openSession(connection);
  child.kill('SIGKILL');
  await ended;
  await vi.waitFor(() => expect(findKeepers(folder)).toEqual([]), { timeout: 30_000 });
});

test('another folder’s PostgreSQL that got the process id of ours is not taken for it', async () => {
  const folder = preparedFolder();
  await open(folder);
  const other = preparedFolder();
  const named = path.join(folder, 'data/postmaster.pid');
  fs.copyFileSync(named, path.join(other, 'data/postmaster.pid'));
  expect(findServer(path.join(folder, 'data'))).toBe(Number(fs.readFileSync(named, 'utf8').split('\n')[0]));
  expect(findServer(path.join(other, 'data'))).toBeUndefined();
});

test('program and server killed together: the next start recovers', async () => {
  const folder = preparedFolder();
  const { child, connection = {} } = await startProgram(folder);
  await query(connection, 'INSERT INTO kept VALUES (7)');
  const pid = findServer(path.join(folder, 'data')) ?? 0;
  child.kill('SIGKILL');
  process.kill(pid, 'SIGKILL');
  await once(child, 'exit');
  const next = await open(folder);
  expect(next.adopted).toBe(false);
  expect(await query(next.connection, 'SELECT n FROM kept')).toEqual([{ n: 7 }]);
});

test('a server that is killed alone is started again', async () => {
  const folder = preparedFolder();
  const restarted = Promise.withResolvers<unknown>();
  const { connection } = await open(folder, { onRestart: restarted.resolve });
  process.kill(findServer(path.join(folder, 'data')) ?? 0, 'SIGKILL');
  expect(await restarted.promise).toBe('restarted');
  expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('a second program on the same folder is refused and told who has it; the first is not disturbed', async () => {
  const folder = preparedFolder();
  const { connection } = await open(folder);
  expect(await startProgram(folder)).toMatchObject({ refused: 'folder_in_use' });
  const again = await refusal(openEmbedded(folder));
  expect(again.message).toContain(`in use by process ${process.pid}`);
  expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('after a refusal the folder is free again', async () => {
  const folder = newFolder();
  fs.mkdirSync(path.join(folder, 'data'), { recursive: true });
  fs.writeFileSync(path.join(folder, 'data/PG_VERSION'), '16\n');
  const error = await refusal(openEmbedded(folder));
  expect(error.code).toBe('wrong_major');
  expect(error.message).toContain('made by PostgreSQL 16, this release brings PostgreSQL 17');
  fs.rmSync(folder, { recursive: true });
  execFileSync('cp', ['-a', prepared, folder]);
  await open(folder);
});

test('an initdb that was cut off is not taken for a database', async () => {
  const folder = newFolder();
  const cut = path.join(folder, 'data.new-abc');
  fs.mkdirSync(cut, { recursive: true });
  fs.writeFileSync(path.join(cut, 'PG_VERSION'), '17\n');
  const { connection } = await open(folder);
  expect(await query(connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(fs.existsSync(cut)).toBe(false);
});

test('a socket folder that somebody else made first is refused', async () => {
  const folder = newFolder();
  fs.mkdirSync(folder);
  const sockets = socketFolder(folder);
  folders.push(sockets);
  fs.mkdirSync(sockets);
  fs.chmodSync(sockets, 0o777);
  const error = await refusal(openEmbedded(folder, { durable: false }));
  expect(error.message).toContain(`${sockets} should be a private folder`);
});

test('a platform without a package gets one sentence that names the way out', () => {
  try {
    findBinaries(serverUser(), 'linux-riscv64');
    expect.unreachable();
  } catch (error) {
    expect(error).toMatchObject({ code: 'binaries_missing' });
    expect(String(error)).toMatch(/No PostgreSQL for linux-riscv64 .* by its URL instead\.$/);
  }
});

test('a full disk is named as such', async ({ skip }) => {
  const folder = newFolder();
  fs.mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=20m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    skip('needs the right to mount');
  }
  try {
    const error = await refusal(openEmbedded(folder, { durable: false }));
    expect(error).toMatchObject({ code: 'disk_full' });
    expect(error.message).toContain(folder);
  } finally {
    execFileSync('umount', [folder]);
  }
});

test('a database by URL that cannot be used says why, never with its password', async () => {
  const folder = preparedFolder();
  const { connection } = await open(folder);
  const { host, port, user, password } = connection;
  const url = (secret: string, database: string, socket = host) =>
    `postgresql://${user}:${secret}@/${database}?host=${socket}&port=${port}`;
  const good = await openPostgres({ url: url(String(password), 'postgres') });
  expect(good).toMatchObject({ kind: 'external', adopted: false });
  expect(await query(good.connection, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  const cases = [
    [url('hunter2', 'postgres'), 'login_refused'],
    [url(String(password), 'nothing'), 'login_refused'],
    [url('hunter2', 'postgres', '/nowhere'), 'unreachable'],
    ['postgresql://u:hunter2@127.0.0.1:1/x', 'unreachable'],
    ['nonsense hunter2', 'unreachable'],
  ] as const;
  for (const [wrong, code] of cases) {
    const error = await refusal(openPostgres({ url: wrong }));
    expect(error.code).toBe(code);
    expect(error.message).not.toMatch(/hunter2/);
    expect(error.message).not.toContain(String(password));
    expect(error.message).not.toMatch(/: \.$/);
  }
});
