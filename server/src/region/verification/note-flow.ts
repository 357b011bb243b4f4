import { type CheckCode, type Finding, finding } from '@kaitong/contract/checks';
import type { RegionTransaction } from '../context.ts';
import { changeRun, type LockedRun } from './lock-run.ts';

export type FlowCode = Extract<CheckCode, `flow.${string}`>;
type Known = Partial<Omit<Finding, 'code' | 'params'>>;

/** More of them say nothing new, and a hostile device must not fill the row. */
const MOST = 20;

/** A finding about the upload itself, with the step in which it happened and when, counted from the run's start. */
export function flowFinding(run: LockedRun, code: FlowCode, known: Known = {}): Finding {
  const afterMs = Math.max(0, run.now.getTime() - run.started_at.getTime());
  return finding(code, { ...known, params: { step: run.step, afterMs } });
}

/** Remembers such a finding until the verdict; the same about the same object once. */
export async function noteFlow(
  trx: RegionTransaction,
  run: LockedRun,
  code: FlowCode,
  known: Known = {},
): Promise<Finding | undefined> {
  const isKnown = run.flow.some((one) => one.code === code && one.object === (known.object ?? null));
  if (isKnown || run.flow.length >= MOST) return undefined;
  const found = flowFinding(run, code, known);
  await changeRun(trx, run, { flow: [...run.flow, found] });
  return found;
}
