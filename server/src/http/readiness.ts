import { setTimeout as sleep } from 'node:timers/promises';
import { type Duration, seconds } from '@kaitong/contract';

/** What of a server's work can be away while it answers. */
export type ReadyPart = 'database' | 'disk' | 'judge' | 'keys' | 'workers';

export type Readiness = Readonly<Partial<Record<ReadyPart, () => Promise<boolean>>>>;

/** Who does not say by then that it is there is away: a stopped database answers nothing at all. */
const PATIENCE = seconds(5);

/** What is away now, in the order of the alphabet. */
export async function findAway(parts: Readiness, patience: Duration = PATIENCE): Promise<ReadyPart[]> {
  const asked = (Object.entries(parts) as [ReadyPart, () => Promise<boolean>][]).sort(([a], [b]) => (a < b ? -1 : 1));
  const ready = await Promise.all(asked.map(([, ask]) => inTime(ask, patience)));
  return asked.flatMap(([name], n) => (ready[n] === true ? [] : [name]));
}

async function inTime(ask: () => Promise<boolean>, patience: Duration): Promise<boolean> {
  const asked = ask().catch(() => false);
  return await Promise.race([asked, sleep(patience, false, { ref: false })]);
}
