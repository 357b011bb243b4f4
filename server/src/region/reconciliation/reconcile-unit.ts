import type { RegionContext } from '../context.ts';
import { LAST_BYTES } from '../footage/last-bytes.ts';
import { footageKey } from '../footage/object-keys.ts';
import { compareUnit, type Differences } from './compare.ts';
import { type Fault, type Look, noteFaults, noteProgress } from './look.ts';
import { openGaps } from './open-gaps.ts';
import { removeOrphans } from './remove-orphans.ts';
import { type Unit, unitPrefix } from './units.ts';

/** So many lost objects, and more than half of all: a disk that is not there, rather than one that has lost them. */
const MOST_LOST = 100;

/** Compares index and store of a unit, repairs what is wrong, and says so. @returns the look as it is then */
export async function reconcileUnit(context: RegionContext, look: Look, unit: Unit, born: Date): Promise<Look> {
  const { db, clock, log, region } = context;
  const before = new Date(clock.now().getTime() - LAST_BYTES);
  const found = await compareUnit(context, unit, { before });
  const faults = isTrusted(look, found)
    ? await repairMissing(context, look, unit, found)
    : await reportMissing(context, look, unit, found);
  for (const [eventId, strays] of found.strays)
    faults.push(...(await removeOrphans(context, look, { unit, eventId, strays, born })));
  for (const fault of faults) log.warn({ region, ...fault }, 'footage.fault');
  return await noteProgress(db, look, unitPrefix(unit), found.objects);
}

async function repairMissing(
  context: RegionContext,
  look: Look,
  unit: Unit,
  { missing }: Differences,
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const [eventId, numbers] of missing) faults.push(...(await openGaps(context, look, { unit, eventId, numbers })));
  return faults;
}

/** What the index says stays as it is: with the store back in its place, all of it plays again. */
async function reportMissing(
  { db, log, region }: RegionContext,
  look: Look,
  unit: Unit,
  { missing }: Differences,
): Promise<Fault[]> {
  const faults = [...missing].flatMap(([eventId, numbers]) =>
    numbers.map((n): Fault => ({ fault: 'missing', key: footageKey({ ...unit, eventId }, n) })),
  );
  log.error({ region, prefix: unitPrefix(unit), objects: faults.length }, 'footage.store_distrusted');
  await noteFaults(db, look, faults, { repaired: false });
  return [];
}

function isTrusted(look: Look, { objects, missing }: Differences): boolean {
  const lost = look.missing + [...missing.values()].reduce((sum, numbers) => sum + numbers.length, 0);
  return lost <= MOST_LOST || lost * 2 <= look.objects + objects;
}
