/**
 * Keeps the PostgreSQL that the test files share: hands out its connection to whoever connects, and when nobody has been
 * connected for a while removes the database and ends. One that was forked ends when its parent hangs up.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { openEmbedded } from '../embedded/supervisor.ts';
import { DatabaseUnavailable } from '../unavailable.ts';
import { folder, leaseSocket } from './server.ts';

const LINGER_MS = 20_000;

process.on('SIGINT', () => {}); // Ctrl-C is for the test runner; the leases end with it

mkdirSync(folder, { recursive: true, mode: 0o700 });
try {
  const embedded = await openEmbedded(path.join(folder, 'postgres'), { durable: false });
  const leases = new Set<net.Socket>();
  let timer: NodeJS.Timeout | undefined;

  const end = async (): Promise<void> => {
    server.close();
    for (const lease of leases) lease.destroy();
    rmSync(leaseSocket, { force: true });
    await embedded.stop();
    rmSync(path.join(folder, 'postgres'), { recursive: true, force: true });
  };
  const linger = () => {
    if (!process.connected) timer = setTimeout(() => void end(), LINGER_MS).unref();
  };
  process.once('disconnect', () => void end());
  const server = net.createServer((socket) => {
    clearTimeout(timer);
    leases.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      leases.delete(socket);
      if (leases.size === 0) linger();
    });
    socket.resume();
    socket.write(`${JSON.stringify(embedded.connection)}\n`);
  });
  rmSync(leaseSocket, { force: true }); // left by a keeper that was killed: its folder lock is ours now
  server.listen(leaseSocket, () => chmodSync(leaseSocket, 0o600));
  linger();
} catch (error) {
  // Another keeper holds the folder: then this one is not needed.
  if (!(error instanceof DatabaseUnavailable && error.code === 'folder_in_use')) {
    writeFileSync(path.join(folder, 'keeper.log'), String(error));
  }
  process.exitCode = 1;
}
