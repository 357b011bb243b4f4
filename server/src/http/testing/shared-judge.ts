import { Judge } from '@kaitong/judge';

type Engine = 'auto' | 'none';

const judges = new Map<Engine, Promise<Judge>>();

/**
 * A judge with one process for all servers and regions that the test files of a worker start: to start a process and a
 * thread of its own costs each of them a second of processor time. It is closed when the worker ends.
 */
export function sharedJudge(engine: Engine): Promise<Judge> {
  const judge = judges.get(engine) ?? Judge.start({ engine, processes: 1 });
  if (!judges.has(engine)) atWorkersEnd(async () => (await judge)[Symbol.asyncDispose]());
  judges.set(engine, judge);
  return judge;
}

/** The list is made by `scripts/vitest-environment.ts`; a process that ends with its only file needs none. */
function atWorkersEnd(close: () => Promise<void>): void {
  const closers: unknown = Reflect.get(globalThis, Symbol.for('kaitong.worker-end'));
  if (Array.isArray(closers)) closers.push(close);
}
