import type { Finding } from '@kaitong/contract/checks';
import type { EventSpeed } from '@kaitong/core';
import { courseOf, judgeRate, nodePorts } from '@kaitong/judge';
import { decryptObject, type InspectedObject, isMedia, sniffContainer } from '@kaitong/media';
import type { Selectable } from 'kysely';
import type { ConformanceEventTable, ConformanceObjectTable } from '../../store/region/conformance.ts';
import type { RegionContext } from '../context.ts';
import { arrivalOf } from '../uploads/arrival.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { conformanceKey } from './object-keys.ts';
import { observe } from './observe.ts';

type StoredEvent = Selectable<ConformanceEventTable>;
type StoredObject = Selectable<ConformanceObjectTable>;
export type InspectedStored = InspectedObject & { stored: StoredObject };

/** How fast time runs in an event of the current item, which is noted as its evidence; by night also how bright it is. */
export async function judgeSpeed(
  context: RegionContext,
  test: LockedConformance,
  event: StoredEvent,
  inspected: readonly InspectedStored[],
): Promise<{ speed: EventSpeed; finding: Finding | null }> {
  const findings: Finding[] = inspected.flatMap(({ inspection }) => inspection.findings);
  const course = courseOf(inspected, findings, arrivalOfEvent(test, event, inspected));
  const { rate, finding } = judgeRate(course);
  if (rate.is === 'judged') observe(test, 'speed.judged', { event: event.n, rate: rate.rate, by: rate.by });
  else observe(test, 'speed.unknown', { event: event.n, because: rate.because });
  const brightness = test.item === 'night' ? await brightnessOf(context, event, inspected) : null;
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

/** Mean luma of the segment in the middle: the first ones may be from before the light changed. Null: not decoded. */
async function brightnessOf(
  context: RegionContext,
  event: StoredEvent,
  inspected: readonly InspectedStored[],
): Promise<number | null> {
  const segments = inspected.filter(({ object, inspection }) => object.kind === 'segment' && inspection.facts.video);
  const middle = segments[segments.length >> 1];
  if (!middle) return null;
  const init = inspected.find(({ object }) => object.kind === 'init');
  return await context.judge.holding(3 * middle.stored.bytes, async () => {
    const parts = [];
    for (const one of init ? [init, middle] : [middle]) parts.push(await readPlain(context, event, one.stored));
    const { durationMs } = middle.object;
    const container = event.declaration.container === 'ts' ? 'ts' : 'mp4';
    const codec = middle.inspection.facts.video?.codec;
    const decoded = await context.judge.decode({ parts, container, codec, durationMs });
    return decoded.is === 'report' && decoded.report.pictures.measured > 0 ? decoded.report.pictures.luma.mean : null;
  });
}

async function readPlain(
  { objects, secrets }: RegionContext,
  event: StoredEvent,
  { n, iv }: StoredObject,
): Promise<Uint8Array> {
  const bytes = (await objects.read(conformanceKey(event.id, n))) ?? new Uint8Array();
  const key = openEventKey({ secrets }, event);
  return !key || iv === null || isMedia(sniffContainer(bytes))
    ? bytes
    : decryptObject(bytes, key, Buffer.from(iv, 'hex'), nodePorts);
}
