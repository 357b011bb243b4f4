import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findFreePort, type TestDatabase } from '@kaitong/server/testing';
import { eventually } from '../../src/activation/testing/eventually.ts';

export type Pooler = AsyncDisposable & { url: string };

/** Whose the socket of the tests' PostgreSQL is; PgBouncer does not run as root either. */
const NOBODY = 65_534;

/** Debian's PgBouncer before a database of a test's own, on loopback. */
export async function startPooler(
  { connection: { host, port, user, password, database } }: TestDatabase,
  mode: 'session' | 'transaction' | 'statement',
): Promise<Pooler> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-pooler-'));
  chmodSync(folder, 0o755);
  const ownPort = await findFreePort('127.0.0.1');
  const users = path.join(folder, 'users');
  writeFileSync(users, `"${user}" "${password}"\n`);
  const settings = path.join(folder, 'pgbouncer.ini');
  writeFileSync(
    settings,
    `[databases]
${database} = host=${host} port=${port} dbname=${database} user=${user} password=${password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${ownPort}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = 150
max_client_conn = 500
`,
  );
  const nobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const program = spawn('pgbouncer', ['--quiet', settings], {
    ...{ stdio: 'ignore', cwd: '/', ...nobody },
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
  });
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()).once('error', () => resolve()));
  await eventually(() => answers(ownPort));
  return {
    url: `postgresql://${user}:${password}@127.0.0.1:${ownPort}/${database}`,
    async [Symbol.asyncDispose]() {
      program.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function answers(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.destroy();
}
