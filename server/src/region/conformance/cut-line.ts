import { type ConformanceId, seconds } from '@kaitong/contract';
import { beginCut, type LineCut, REFUSED_TRIES, tryLine } from '@kaitong/core';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { changeItem } from './change-item.ts';
import { closeLine } from './disturb.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { observe } from './observe.ts';

const ITEM = 'power-cut';

/** Ends the device's line: from now on it is refused some times before it is let in again. */
export async function cutLine(trx: RegionTransaction, test: LockedConformance): Promise<void> {
  test.stage.cuts = [...(test.stage.cuts ?? []), beginCut(test.now.getTime())];
  observe(test, 'line.ended', { count: REFUSED_TRIES });
  await closeLine(trx, test);
}

/**
 * Whether the device of a test, which comes to the broker, is refused; how it comes back is noted. `cameAt` by
 * `performance.now()`: how long the database took is no part of the device's pause.
 */
export async function isCutOff(db: RegionContext['db'], id: ConformanceId, cameAt: number): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    let isRefused = false;
    await changeItem(trx, { id, item: ITEM }, (test) => {
      isRefused = meetTry(test, Math.round(performance.now() - cameAt));
    });
    return isRefused;
  });
}

function meetTry(test: LockedConformance, waitedMs: number): boolean {
  const { stage, now } = test;
  const cut = stage.cuts?.at(-1);
  if (!cut || cut.isOver) return false;
  const after = tryLine(cut, now.getTime(), waitedMs);
  stage.cuts = [...(stage.cuts ?? []).slice(0, -1), after];
  // What it said before it was let in does not say that it is back.
  if (after.isOver) stage.lineClosedAt = now.toISOString();
  const said = { attempt: after.tries.length, seconds: sinceBefore(cut, now.getTime() - waitedMs) };
  observe(test, after.isOver ? 'line.let_in' : 'line.tried', said);
  return !after.isOver;
}

const sinceBefore = ({ began, tries }: LineCut, now: number): number =>
  Math.round((now - (tries.at(-1) ?? began)) / seconds(0.1)) / 10;
