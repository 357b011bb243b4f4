import type { ArrivedObject, Course } from '@kaitong/judge';
import { type Line, outagesOf } from './lines.ts';
import type { Random } from './random.ts';

export type Scene = {
  line: Line;
  /** Of the footage, in real time. */
  lengthMs: number;
  segmentMs: number;
  /** Seconds of real time per second of media. */
  rate: number;
  /** Whether it says how old its objects are. */
  ages: boolean;
  /** Kept until the recording is over, and sent at once or with pauses. */
  spool?: 'at once' | 'in pauses';
};

type Sent = { arrived: number; answered: number; ends: number[] };

/** One event of a camera as the platform sees it come. The trigger is at 0; the platform's clock and the real one agree. */
export function simulateEvent(scene: Scene, random: Random): Course {
  const { line, lengthMs, segmentMs, rate } = scene;
  const gopMs = random.between(1000, Math.min(4000, segmentMs));
  const saidPreRecordMs = random.between(0, 6000);
  const preRecordMs = Math.min(10_000, Math.max(0, saidPreRecordMs + random.between(-gopMs, gopMs)));
  const begin = -preRecordMs;
  const count = Math.max(1, Math.ceil(lengthMs / segmentMs));
  const readyAt = (k: number) => Math.min(begin + (k + 1) * segmentMs, begin + lengthMs);
  const over = begin + lengthMs;
  const kept = scene.spool ? over + (random.chance(0.5) ? random.between(0, 3000) : random.between(0, 3_600_000)) : 0;
  const outages = outagesOf(line, 4 * lengthMs, random).map(({ from, to }) => ({ from: from + kept, to: to + kept }));

  /** A request that is sent at `at`; `takenAt`: what its age is about. */
  const send = (at: number, transferMs: number, takenAt?: number): Sent => {
    const ends: number[] = [];
    for (let from = at; ; ) {
      const there = from + line.latency(random) + transferMs;
      const gone = outages.find((one) => one.from < there + 200 && one.to > from);
      const endBy = (arrived: number) => takenAt !== undefined && ends.push(arrived - (from - takenAt));
      if (!gone) {
        endBy(there);
        return { arrived: there, answered: there + line.latency(random), ends };
      }
      if (random.chance(0.5)) {
        // It waits in the kernel, with the age as it was, and goes out when the line is back.
        const late = gone.to + random.between(100, 2000) + transferMs;
        endBy(late);
        return { arrived: late, answered: late + line.latency(random), ends };
      }
      from = gone.to + random.between(100, 5000);
    }
  };
  const look = (at: number) => (line.looksEveryMs ? Math.ceil(at / line.looksEveryMs) * line.looksEveryMs : at);

  const openedAt = scene.spool ? kept : random.between(50, 1500);
  const opening = send(openedAt, 0, 0);
  const triggeredAt = opening.ends[0] ?? 0;
  const isSynced = random.chance(0.9);
  const objects: ArrivedObject[] = [];
  let free = opening.answered;
  let n = 0;
  let declaredInCommit: Sent | undefined;
  const upload = (ready: number, takenAt: number, lengthOfIt: number, nextReady: number | undefined) => {
    const start = look(Math.max(free, ready));
    const pause = scene.spool === 'in pauses' ? random.between(2000, 6000) : 0;
    const declared = declaredInCommit ?? send(start + pause, 0, scene.ages ? takenAt : undefined);
    declaredInCommit = undefined;
    const put = send(declared.answered, lengthOfIt / line.speed(random));
    // What is all in one object is declared once more.
    if (count === 1 && scene.ages) declared.ends.push(...send(put.answered, 0, takenAt).ends);
    const hasNext = usesNext && nextReady !== undefined && nextReady <= put.answered;
    const committed = send(put.answered, 0, hasNext && scene.ages ? nextReady : undefined);
    if (hasNext) declaredInCommit = committed;
    objects.push({ n: n++, declaredAt: declared.arrived, committedAt: committed.arrived, ends: declared.ends });
    free = committed.answered;
  };
  const usesNext = !scene.spool && random.chance(0.5);
  const hasSnapshot = random.chance(0.5);
  const segments: { n: number; endMs: number; lengthMs: number }[] = [];
  for (let k = 0; k < count; k++) {
    const taken = readyAt(k);
    const media = (taken - (k === 0 ? begin : readyAt(k - 1))) / rate;
    segments.push({ n, endMs: (taken - begin) / rate, lengthMs: media });
    const following = k + 1 < count && !(k === 0 && hasSnapshot) ? readyAt(k + 1) : undefined;
    upload(taken + random.between(10, 300), taken, media * rate, following);
    if (k === 0 && hasSnapshot) upload(free, free, 100, undefined);
  }
  const mediaMs = lengthMs / rate;
  return {
    segments,
    frames: Math.round(lengthMs / 50),
    mediaMs,
    longestGopMs: gopMs / rate,
    equalSteps: true,
    sound: null,
    arrival: {
      triggeredAt,
      // A clock that is right shows how long the opening was on its way.
      skewMs: isSynced ? -triggeredAt + random.between(-300, 300) : random.between(-3_000_000, 3_000_000),
      preRecordMs: random.chance(0.8) ? saidPreRecordMs : null,
      reconnected: false,
      objects,
    },
  };
}
