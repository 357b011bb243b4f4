import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until no other process works on `folder`, and keeps others out until the returned function is called. The lock
 * is a listening socket, which the kernel drops with the process, `kill -9` included: there is no stale lock to judge.
 * @param {string} folder
 * @param {() => void} onWait called once if another process holds it
 */
export async function lockFolder(folder, onWait) {
  const name = `kaitong-setup-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`;
  const abstract = process.platform === 'linux'; // elsewhere sockets are files, and those outlive a kill
  const address = abstract ? `\0${name}` : path.join(tmpdir(), name);
  for (let attempt = 0; ; attempt++) {
    const server = net.createServer((socket) => socket.destroy());
    if (await listens(server, address)) return () => new Promise((resolve) => server.close(resolve));
    if (!abstract && !(await answers(address))) rmSync(address, { force: true });
    if (attempt === 0) onWait();
    await sleep(250);
  }
}

function listens(server, address) {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)));
    server.listen(address, () => resolve(true));
  });
}

function answers(address) {
  return new Promise((resolve) => {
    const socket = net.connect(address);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('close', () => socket.destroy());
  });
}
