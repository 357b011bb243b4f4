import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Duration } from '@kaitong/contract';
import { fileOf } from '@kaitong/judge/program';
import { findFreePort } from '@kaitong/server/testing';
import type { Ground } from './rig.ts';
import { serverProgram } from './server-program.ts';

export type ServerProcess = {
  url: string;
  pid: number;
  /** Null while it runs. */
  exitCode(): number | null;
  kill(): Promise<void>;
};

/** Loaded before a program: its machine's clock is ahead from the first line on. */
const machineAhead = (by: Duration): string => `data:text/javascript,const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given) { if (given.length > 0) super(...given); else super(Right.now() + ${by}); }
    static now() { return Right.now() + ${by}; }
  };`;

/**
 * A server on this ground, in a process of its own. `kill` is SIGKILL: nothing in it gets to know.
 *
 * @param ahead how far the clock of its machine is ahead of everybody else's
 */
export async function spawnServer(
  ground: Pick<Ground, 'environment'>,
  port: number,
  { ahead }: { ahead?: Duration } = {},
): Promise<ServerProcess> {
  const child = fork(fileOf(serverProgram), {
    env: { ...process.env, ...ground.environment, KAITONG_PORT: String(port) },
    execArgv: [...process.execArgv, ...(ahead === undefined ? [] : ['--import', machineAhead(ahead)])],
  });
  const exited = once(child, 'exit');
  const ready = once(child, 'message') as Promise<[{ url: string }]>;
  const [first] = await Promise.race([ready, exited]);
  if (typeof first !== 'object' || first === null) throw new Error(`the server ended with ${first}`);
  return {
    url: first.url,
    pid: child.pid ?? 0,
    exitCode: () => child.exitCode,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** A port whose neighbour is free too: HTTP and MQTT. */
export const freePorts = (): Promise<number> => findFreePort('127.0.0.1', { inARow: 2 });
