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

/** Cameras that record all the time, each killed at a moment of its own within its second or third segment. */
export async function measureCuts(
  rig: Rig,
  folder: string,
  { lengths, each }: { lengths: readonly SegmentSeconds[]; each: number },
): Promise<Map<SegmentSeconds, Cut[]>> {
  const { pool } = rig.regions.cn;
  const { pid } = await rig.unit();
  const running: { length: SegmentSeconds; camera: Running }[] = [];
  const children: ChildProcess[] = [];
  try {
    for (const length of lengths) {
      await pool.query('UPDATE catalogue SET segment_seconds = $1', [length]);
      for (let n = 0; n < each; n++) {
        const unit = await rig.unit({ pid });
        await subscribe(rig, unit, { kind: 'continuous', retentionDays: 7 });
        const card = path.join(folder, `card-${length}-${n}`);
        const child = start({ credentials: unit.credentials, card, continuous: true });
        children.push(child);
        running.push({ length, camera: { unit, child, card, began: await begins(child) } });
      }
    }
    const cuts = await Promise.all(
      running.map(async ({ length, camera }) => ({ length, cut: await cutOff(rig, camera, length * 1000) })),
    );
    return new Map(
      lengths.map((length) => [length, cuts.filter((one) => one.length === length).map(({ cut }) => cut)]),
    );
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}

function start(asked: Asked): ChildProcess {
  const child = fork(PROGRAM);
  child.send(asked);
  return child;
}

async function begins(child: ChildProcess): Promise<number> {
  for (;;) {
    const [told] = (await once(child, 'message')) as [Told];
    if (told.is === 'began') return told.at;
  }
}

async function cutOff(rig: Rig, { unit, child, card, began }: Running, lengthMs: number): Promise<Cut> {
  const held = await firstHeld(unit);
  // Not before its owner has seen anything, and at no moment that has to do with where a segment ends.
  await sleep(began + lengthMs * (1.2 + 1.3 * Math.random()) - Date.now());
  child.kill('SIGKILL');
  const recorded = Date.now() - began;
  await once(child, 'exit');
  await sleep(SETTLED_MS);
  const committed = await footageOf(rig, unit);
  const again = start({ credentials: unit.credentials, card, continuous: false });
  try {
    await once(again, 'message');
    return {
      firstPicture: held - began,
      lost: recorded - committed,
      lostWithCard: recorded - (await footageOf(rig, unit)),
    };
  } finally {
    again.kill('SIGKILL');
  }
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
