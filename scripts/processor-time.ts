import { readFileSync } from 'node:fs';

/** Linux tells times in ticks of this many to the second, on every machine. */
const TICKS_PER_S = 100;

/**
 * Seconds that processors have spent on this process and on all below it that have ended and were waited for; undefined
 * where the system does not tell.
 */
function processorTime(): number | undefined {
  try {
    // After the command's name, which may hold anything: state is field 3; utime, stime, cutime and cstime are 14 to 17.
    const stat = readFileSync('/proc/self/stat', 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
    return ticks / TICKS_PER_S;
  } catch {
    return undefined;
  }
}

/** Says how long something took, and what it cost where the system tells: `38.0 s, 65 s of processor time`. */
export function startWatch(): () => string {
  const [began, spent] = [performance.now(), processorTime()];
  return () => {
    const took = `${((performance.now() - began) / 1000).toFixed(1)} s`;
    const now = processorTime();
    return now === undefined || spent === undefined ? took : `${took}, ${(now - spent).toFixed(0)} s of processor time`;
  };
}
