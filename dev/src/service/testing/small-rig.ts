import { mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findServer, socketFolder } from '@kaitong/server/testing';
import { releaseAll } from '../../activation/testing/holds.ts';
import { freePorts, type ServerProcess, spawnServer } from '../../activation/testing/processes.ts';
import { groundOn, peopleAround, type Rig } from '../../activation/testing/rig.ts';
import type { SmallDisk } from './small-disk.ts';

/** People and cameras around a server in a process of its own that has its database, too, in this folder: a small disk. */
export type SmallRig = Rig & {
  server(): ServerProcess;
  /** Of the embedded PostgreSQL; undefined where none runs. */
  postgres(): number | undefined;
  /** `kill -9`, and the next server on the same disk and ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export async function startSmallRig(
  disk: Pick<SmallDisk, 'folder'>,
  settings: Record<string, string> = {},
): Promise<SmallRig> {
  const folder = path.join(disk.folder, 'ground');
  mkdirSync(folder);
  const postgres = path.join(folder, 'data', 'postgres');
  const environment = { KAITONG_DATA: path.join(folder, 'data'), KAITONG_ROLES: 'control,cn,eu', ...settings };
  const port = await freePorts();
  let server = await spawnServer({ environment }, port);
  const password = readFileSync(path.join(postgres, 'password'), 'utf8').trim();
  const connection = { host: socketFolder(postgres), port: 5432, user: 'kaitong', password, database: 'postgres' };
  const ground = groundOn({ folder, connection, environment });
  const rig = await peopleAround(ground, server.url);
  return {
    ...rig,
    server: () => server,
    postgres: () => findServer(path.join(postgres, 'data')),
    async restart() {
      await server.kill();
      server = await spawnServer({ environment }, port);
    },
    async stop() {
      await releaseAll();
      await Promise.all(rig.closers.map((close) => close()));
      await ground.close();
      await server.kill();
      const left = findServer(path.join(postgres, 'data'));
      if (left !== undefined) process.kill(left, 'SIGQUIT');
    },
  };
}
