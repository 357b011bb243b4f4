import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, statfsSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../connection.ts';

const PROGRAM = fileURLToPath(new URL('./keeper.ts', import.meta.url));
const PATIENCE_MS = 60_000;

/** One server per user and work tree. */
const id = createHash('sha256').update(`${process.getuid?.()} ${PROGRAM}`).digest('hex').slice(0, 12);
export const folder = path.join(findMemory() ?? tmpdir(), `kaitong-test-${id}`);
export const leaseSocket = path.join(folder, 'lease.sock');

export type TestServer = { connection: Connection; release(): void };

/**
 * A lease on the shared test server: an open socket to its keeper, dropped by the kernel if this process is killed.
 * Whoever finds no keeper starts one; of several started at once, one wins the folder and the others end.
 */
export async function reachTestServer(): Promise<TestServer> {
  const givesUpAt = performance.now() + PATIENCE_MS;
  for (let tries = 0; performance.now() < givesUpAt; tries++) {
    const server = await lease();
    if (server) return server;
    if (tries % 80 === 0) {
      spawn(process.execPath, [PROGRAM], { detached: true, stdio: 'ignore' }).unref();
    }
    await sleep(25);
  }
  const log = readLog();
  throw new Error(`The test database did not start within ${PATIENCE_MS / 1000} s. ${log}`);
}

/** The keeper says the connection as one line of JSON once the database is ready. */
function lease(): Promise<TestServer | undefined> {
  return new Promise((resolve) => {
    let said = '';
    const socket = net.connect(leaseSocket);
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      said += text;
      if (!said.endsWith('\n')) return;
      socket.unref();
      resolve({ connection: JSON.parse(said) as Connection, release: () => socket.destroy() });
    });
    socket.once('error', () => resolve(undefined));
    socket.once('close', () => resolve(undefined));
  });
}

function readLog(): string {
  try {
    return readFileSync(path.join(folder, 'keeper.log'), 'utf8');
  } catch {
    return 'Its keeper wrote no log.';
  }
}

/**
 * A file system in memory, where there is one with room. A database is a thousand small files, and to make one costs a
 * disk's file system some 0.7 ms of processor time; a container's /dev/shm has 64 MB unless it is told otherwise.
 */
function findMemory(): string | undefined {
  const [memory, room] = ['/dev/shm', 2 * 1024 ** 3];
  try {
    const { bavail, bsize } = statfsSync(memory);
    return bavail * bsize >= room ? memory : undefined;
  } catch {
    return undefined;
  }
}
