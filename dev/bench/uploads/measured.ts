import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { pidsBelow, startMeter } from '../machine.ts';
import type { UploadGround, UploadServer } from './ground.ts';
import type { Counted, Round } from './load.ts';
import type { Peer } from './peers.ts';

/** Of one round. */
export type Measured = {
  perSecond: number;
  /** Milliseconds that each object took. */
  times: number[];
  /** Milliseconds of processor time of an object, by process. */
  server: number;
  database: number;
  load: number;
  /** Of the region's schema, an object. */
  statements: number;
  /** Processors that others kept busy meanwhile. */
  others: number;
};

export type Bench = { ground: UploadGround; load: ChildProcess };

async function ask<Answer>(load: ChildProcess, told: Round | 'go'): Promise<Answer> {
  load.send(told);
  const [answer] = (await once(load, 'message')) as [Answer];
  return answer;
}

/** Against a server of ours, or a peer. */
export async function measure({ ground, load }: Bench, of: UploadServer | Peer, round: Round): Promise<Measured> {
  const statements = (): Record<string, number> => ('statements' in of ? of.statements() : {});
  const withAllBelow = (pid: number) => () => [pid, ...pidsBelow(pid)];
  await ask(load, round);
  statements();
  const meter = startMeter({
    server: withAllBelow(of.pid),
    database: withAllBelow(ground.databasePid),
    load: withAllBelow(load.pid ?? 0),
    own: () => [process.pid],
  });
  const { times, seconds } = await ask<Counted>(load, 'go');
  const spent = meter.take();
  const sent = statements();
  const each = (what: 'server' | 'database' | 'load'): number => (spent.by[what] * 1000) / times.length;
  return {
    ...{ perSecond: times.length / seconds, times, server: each('server'), database: each('database') },
    ...{ load: each('load'), statements: (sent.region_cn ?? 0) / times.length },
    others: spent.others / spent.seconds,
  };
}

/** The one of three, or however many, that is neither the best nor the worst. */
export const middle = (rounds: readonly Measured[]): Measured => {
  const sorted = [...rounds].sort((a, b) => a.perSecond - b.perSecond);
  const found = sorted[sorted.length >> 1];
  if (!found) throw new Error('nothing was measured');
  return found;
};
