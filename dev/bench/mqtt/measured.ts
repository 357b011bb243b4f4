import { setTimeout as sleep } from 'node:timers/promises';
import { pidsBelow, type Spent, startMeter } from '../machine.ts';
import type { Camera } from './cameras.ts';
import type { Counted, Round } from './load.ts';

export type Broker = {
  port: number;
  pid: number;
  databasePid: number | undefined;
  memory(): Promise<number>;
  /** Those that it sent since this was asked before. */
  statements(): Promise<number>;
};
type Ask = (round: Round) => Promise<Counted>;
type Plan = { rounds: number; ms: number; warmMs: number };

/** Microseconds of processor time each, by process, and statements, without what comes of both when nothing is sent. */
export type Cost = {
  server: number;
  database: number;
  statements: number;
  times: number[];
  perSecond: number;
  others: number;
};
export type Measured = {
  connect: Cost;
  /** Three rounds, or however many, at each rate. */
  statuses: { perSecond: number; rounds: Cost[] }[];
  /** Bytes of the broker's own memory by which it grew for a connection, once its code was warm. */
  memory: number;
  /** Processors that are busy, and statements a second, while all are connected and nothing comes. */
  rest: { server: number; database: number; statements: number };
};

const RATES = [1000, 4000];
const WARM_UP = 1000;

/** Everything of one broker, after its code has been warmed up by the same. */
export async function measureBroker(
  broker: Broker,
  ask: Ask,
  cameras: readonly Camera[],
  plan: Plan,
): Promise<Measured> {
  const { port, pid, databasePid } = broker;
  const connect = (some: readonly Camera[]) => ask({ as: 'connect', port, cameras: [...some] });
  const say = (perSecond: number, ms: number) => ask({ as: 'say', perSecond, ms });
  const groups = {
    server: () => [pid],
    database: () => (databasePid === undefined ? [] : [databasePid, ...pidsBelow(databasePid)]),
    around: () => [process.pid, ...pidsBelow(process.pid).filter((one) => one !== pid && one !== databasePid)],
  };
  type All = Spent<'server' | 'database'> & { statements: number };
  const spendOn = async <Result>(work: () => Promise<Result>): Promise<[Result, All]> => {
    await broker.statements();
    const meter = startMeter(groups);
    const result = await work();
    return [result, { ...meter.take(), statements: await broker.statements() }];
  };
  async function measureRest(): Promise<Measured['rest']> {
    const [, { by, seconds, statements }] = await spendOn(() => sleep(plan.ms));
    return { server: by.server / seconds, database: by.database / seconds, statements: statements / seconds };
  }
  async function costOf(work: () => Promise<Counted>, rest: Measured['rest']): Promise<Cost> {
    const [{ times, seconds: lasted }, { by, seconds, others, statements }] = await spendOn(work);
    const each = (all: number, atRest: number): number => Math.max(0, all - atRest * seconds) / times.length;
    return {
      server: each(by.server, rest.server) * 1e6,
      database: each(by.database, rest.database) * 1e6,
      statements: each(statements, rest.statements),
      ...{ times, perSecond: times.length / lasted, others: others / seconds },
    };
  }

  await connect(cameras.slice(0, WARM_UP));
  for (const rate of RATES) await say(rate, plan.warmMs / RATES.length);
  await ask({ as: 'leave' });
  const restAlone = await measureRest();
  const before = await broker.memory();
  const connected = await costOf(() => connect(cameras), restAlone);
  const memory = ((await broker.memory()) - before) / cameras.length;
  const rest = await measureRest();
  const statuses: Measured['statuses'] = [];
  for (const perSecond of RATES) {
    await say(perSecond, plan.ms);
    const rounds: Cost[] = [];
    while (rounds.length < plan.rounds) rounds.push(await costOf(() => say(perSecond, plan.ms), rest));
    statuses.push({ perSecond, rounds });
  }
  await ask({ as: 'leave' });
  return { connect: connected, statuses, memory, rest };
}
