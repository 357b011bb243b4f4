import { setTimeout as sleep } from 'node:timers/promises';
import { type Duration, seconds } from '@kaitong/contract';

/** What of this process's work can be away while it answers. */
export type ReadyPart = 'database' | 'disk' | 'judge' | 'keys';

export type Readiness = Readonly<Record<ReadyPart, () => Promise<boolean>>>;

/** Who does not say by then that it is there is away: a stopped database answers nothing at all. */
const PATIENCE = seconds(5);

/** What is away now, in the order of the alphabet. */
export async function findAway(parts: Readiness, patience: Duration = PATIENCE): Promise<ReadyPart[]> {
  const names = Object.keys(parts).sort() as ReadyPart[];
  const ready = await Promise.all(names.map((name) => inTime(parts[name], patience)));
  return names.filter((_, n) => ready[n] !== true);
}

async function inTime(ask: () => Promise<boolean>, patience: Duration): Promise<boolean> {
  const asked = ask().catch(() => false);
  return await Promise.race([asked, sleep(patience, false, { ref: false })]);
}
