import type { ObjectDeclaration } from '@kaitong/contract/checks';
import type { Arrival, ArrivedObject } from '@kaitong/judge';

export type Coming = {
  /** Seconds of real time per second that the stamps say. */
  rate: number;
  /** Whether the declarations say how old their objects are. */
  ages: boolean;
};

const REQUEST_MS = 10;
const PUT_MS = 150;
const PRE_RECORD_MS = 2000;

/** A course of arrival times for a recorded clip: live, on a good line, the trigger at 0. */
export function arrivalOfClip(objects: readonly ObjectDeclaration[], { rate, ages }: Coming): Arrival {
  let taken = -PRE_RECORD_MS;
  let free = REQUEST_MS;
  const came: ArrivedObject[] = [];
  for (const { n, kind, durationMs } of objects) {
    if (kind === 'segment') taken += durationMs * rate;
    const declaredAt = Math.max(free, taken) + REQUEST_MS;
    const committedAt = declaredAt + PUT_MS;
    came.push({ n, declaredAt, committedAt, ends: ages && kind === 'segment' ? [taken + REQUEST_MS] : [] });
    free = committedAt + REQUEST_MS;
  }
  return { triggeredAt: 0, skewMs: 0, preRecordMs: PRE_RECORD_MS, reconnected: false, objects: came };
}
