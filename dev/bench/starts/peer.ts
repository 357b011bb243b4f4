import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openPostgres } from '@kaitong/server/testing';
import { timeOf } from '../samples.ts';

/** Seconds until a bare Node, a PostgreSQL whose folder is there, and an HTTP server that does nothing have started, one after the other. */
export async function startPeer(): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-peer-'));
  const place = { folder: path.join(folder, 'postgres') };
  try {
    await (await openPostgres(place)).stop();
    const node = await timeOf(async () => spawnSync(process.execPath, ['-e', '']));
    let stop = async (): Promise<void> => {};
    const postgres = await timeOf(async () => {
      const opened = await openPostgres(place);
      stop = () => opened.stop();
    });
    const http = createServer();
    const listening = await timeOf(async () => {
      http.listen(0, '127.0.0.1');
      await once(http, 'listening');
    });
    http.close();
    await stop();
    return (node + postgres + listening) / 1000;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
