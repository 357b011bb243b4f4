import type { Finding } from '@kaitong/contract/checks';
import type { EventSpeed } from '@kaitong/core';
import { courseOf, type JudgedObject, judgeRate } from '@kaitong/judge';
import type { InspectedObject } from '@kaitong/media';
import type { Selectable } from 'kysely';
import type { ConformanceEventTable, ConformanceObjectTable } from '../../store/region/conformance.ts';
import { arrivalOf } from '../uploads/arrival.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { observe } from './observe.ts';

type StoredEvent = Selectable<ConformanceEventTable>;
type StoredObject = Selectable<ConformanceObjectTable>;
export type InspectedStored = InspectedObject & { stored: StoredObject };

/** How fast time runs in an event of the current item, which is noted as its evidence; by night also how bright it is. */
export function judgeSpeed(
  test: LockedConformance,
  event: StoredEvent,
  inspected: readonly (InspectedStored & JudgedObject)[],
): { speed: EventSpeed; finding: Finding | null } {
  const findings: Finding[] = inspected.flatMap(({ inspection }) => inspection.findings);
  const course = courseOf(inspected, findings, arrivalOfEvent(test, event, inspected));
  const { rate, finding } = judgeRate(course);
  if (rate.is === 'judged') observe(test, 'speed.judged', { event: event.n, rate: rate.rate, by: rate.by });
  else observe(test, 'speed.unknown', { event: event.n, because: rate.because });
  const brightness = test.item === 'night' ? brightnessOf(inspected) : null;
  if (brightness !== null) observe(test, 'picture.measured', { event: event.n, brightness: Math.round(brightness) });
  const { frames = 0, mediaMs = 0, longestGopMs = 0 } = course ?? {};
  const stampedFps = frames > 1 && mediaMs > 0 ? (frames * 1000) / mediaMs : null;
  return { speed: { rate, isWrong: finding !== null, mediaMs, longestGopMs, stampedFps, brightness }, finding };
}

function arrivalOfEvent({ stage }: LockedConformance, event: StoredEvent, inspected: readonly InspectedStored[]) {
  const { started_at, skew_ms: skewMs, pre_record_ms: preRecordMs } = event;
  return arrivalOf({
    happenedAt: new Date(started_at.getTime() + (preRecordMs ?? 0)),
    ...{ skewMs, preRecordMs },
    reconnected: stage.lineClosedAt !== null,
    objects: inspected.map(({ stored }) => stored),
  });
}

/** Mean luma of the decoded segment in the middle: the first ones may be from before the light changed. Null: none is. */
function brightnessOf(objects: readonly JudgedObject[]): number | null {
  const measured = objects.flatMap(({ decoded }) =>
    decoded?.is === 'report' && decoded.report.pictures.measured > 0 ? [decoded.report.pictures.luma.mean] : [],
  );
  return measured[measured.length >> 1] ?? null;
}
