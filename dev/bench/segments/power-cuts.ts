import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SegmentSeconds } from '@kaitong/contract';
import type { Rig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { firstSegment } from '../latencies/playables.ts';
import type { Asked, Told } from './camera.ts';

/** Milliseconds of each camera. */
export type Cut = {
  /** From where its recording began to when its owner held the first segment. */
  firstPicture: number;
  /** Of what it had recorded when its power went, what nobody has: as it was then, and after it came back with its card. */
  lost: number;
  lostWithCard: number;
};

const PROGRAM = path.join(import.meta.dirname, 'camera.ts');
/** Calls that were on their way when a camera died have been answered by then. */
const SETTLED_MS = 1000;

type Running = { unit: Unit; child: ChildProcess; card: string; began: number };
type Start = (asked: Asked) => ChildProcess;

/**
 * Cameras that record all the time, each killed at a moment of its own within its second or third segment. One length after the
 * other: a camera goes by what its region wishes at that moment.
 */
export async function measureCuts(
  rig: Rig,
  folder: string,
  { lengths, each }: { lengths: readonly SegmentSeconds[]; each: number },
): Promise<Map<SegmentSeconds, Cut[]>> {
  const { pool } = rig.regions.cn;
  const { pid } = await rig.unit();
  const children: ChildProcess[] = [];
  const start: Start = (asked) => {
    const child = fork(PROGRAM);
    children.push(child);
    child.send(asked);
    return child;
  };
  const cutOne = async (length: SegmentSeconds, n: number): Promise<Cut> => {
    const unit = await rig.unit({ pid });
    await subscribe(rig, unit, { kind: 'continuous', retentionDays: 7 });
    const card = path.join(folder, `card-${length}-${n}`);
    const child = start({ credentials: unit.credentials, card, continuous: true });
    return await cutOff(rig, { unit, child, card, began: await begins(child) }, length * 1000, start);
  };
  const cuts = new Map<SegmentSeconds, Cut[]>();
  try {
    for (const length of lengths) {
      await pool.query('UPDATE catalogue SET segment_seconds = $1', [length]);
      cuts.set(length, await Promise.all(Array.from({ length: each }, (_, n) => cutOne(length, n))));
    }
    return cuts;
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

async function begins(child: ChildProcess): Promise<number> {
  for (;;) {
    const [told] = (await once(child, 'message')) as [Told];
    if (told.is === 'began') return told.at;
  }
}

async function cutOff(rig: Rig, { unit, child, card, began }: Running, lengthMs: number, start: Start): Promise<Cut> {
  const held = await firstHeld(unit);
  // Not before its owner has seen anything, and at no moment that has to do with where a segment ends.
  await sleep(Math.max(0, began + lengthMs * (1.2 + 1.3 * Math.random()) - Date.now()));
  child.kill('SIGKILL');
  const recorded = Date.now() - began;
  await once(child, 'exit');
  await sleep(SETTLED_MS);
  const committed = await footageOf(rig, unit);
  const again = start({ credentials: unit.credentials, card, continuous: false });
  await once(again, 'message');
  again.kill('SIGKILL');
  return {
    firstPicture: held - began,
    lost: recorded - committed,
    lostWithCard: recorded - (await footageOf(rig, unit)),
  };
}

async function firstHeld(unit: Unit): Promise<number> {
  const closing = new AbortController();
  const news = unit.owner.follow(closing.signal)[Symbol.asyncIterator]();
  try {
    for (;;) {
      const at = await firstSegment(unit, new Set());
      if (at !== undefined) return at;
      if ((await news.next()).done) throw new Error('the owner is told nothing any more');
    }
  } finally {
    closing.abort();
  }
}

async function footageOf({ regions }: Rig, { deviceId }: Unit): Promise<number> {
  const { rows } = await regions.cn.pool.query<{ ms: string }>(
    'SELECT sum(duration_ms) AS ms FROM recorded_event WHERE device_id = $1',
    [deviceId],
  );
  return Number(rows[0]?.ms ?? 0);
}
