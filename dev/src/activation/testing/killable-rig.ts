import type { TestDatabase } from '@kaitong/server/testing';
import { releaseAll } from './holds.ts';
import { freePorts, spawnServer } from './processes.ts';
import { openGround, peopleAround, type Rig } from './rig.ts';

/** People and cameras around a server in a process of its own, which a test may take away and start again. */
export type KillableRig = Rig & {
  /** Of the process that was started last. */
  pid(): number;
  /** `kill -9`. */
  kill(): Promise<void>;
  /** The next server, on the same database, folder and ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
};

export async function startKillableRig(
  environment: Record<string, string> = {},
  own?: TestDatabase,
): Promise<KillableRig> {
  const ground = await openGround(environment, own);
  const port = await freePorts();
  let server = await spawnServer(ground, port);
  const rig = await peopleAround(ground, server.url);
  return {
    ...rig,
    pid: () => server.pid,
    kill: () => server.kill(),
    async restart() {
      server = await spawnServer(ground, port);
    },
    async stop() {
      await releaseAll();
      await Promise.all(rig.closers.map((close) => close()));
      await server.kill();
      await ground.close();
    },
  };
}
