import { type Duration, milliseconds, minutes } from '@kaitong/contract';
import { type DecodeOutcome, isWorthDecoding, type JudgedObject, nodePorts } from '@kaitong/judge';
import { decryptObject, isMedia, sniffContainer } from '@kaitong/media';
import type { Selectable } from 'kysely';
import type { ConformanceEventTable } from '../../store/region/conformance.ts';
import type { RegionContext } from '../context.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import type { InspectedStored } from './judge-speed.ts';
import { conformanceKey } from './object-keys.ts';

type StoredEvent = Selectable<ConformanceEventTable>;

/** The test is locked meanwhile, and activations wait for the same judge. */
const LONGEST_DECODED = minutes(1);

/** Level 2 on the segments of an event that level 1 could read, as far as its first minute. */
export async function decodeEvent(
  context: RegionContext,
  event: StoredEvent,
  inspected: readonly InspectedStored[],
): Promise<(InspectedStored & JudgedObject)[]> {
  const judged: (InspectedStored & JudgedObject)[] = [];
  let init: InspectedStored | undefined;
  let footage: Duration = milliseconds(0);
  for (const one of inspected) {
    const { kind, durationMs } = one.object;
    if (kind === 'init') init = one;
    const isDecoded = kind === 'segment' && footage < LONGEST_DECODED && isWorthDecoding(one.inspection);
    if (kind === 'segment') footage = milliseconds(footage + durationMs);
    judged.push({ ...one, decoded: isDecoded ? await decode(context, event, init, one) : null, picture: null });
  }
  return judged;
}

async function decode(
  context: RegionContext,
  event: StoredEvent,
  init: InspectedStored | undefined,
  segment: InspectedStored,
): Promise<DecodeOutcome> {
  return await context.judge.holding(3 * segment.stored.bytes, async () => {
    const parts = [];
    for (const one of init ? [init, segment] : [segment]) parts.push(await readPlain(context, event, one));
    return await context.judge.decode({
      parts,
      container: event.declaration.container === 'ts' ? 'ts' : 'mp4',
      codec: segment.inspection.facts.video?.codec,
      durationMs: segment.object.durationMs,
    });
  });
}

async function readPlain(
  { objects, secrets }: RegionContext,
  event: StoredEvent,
  { stored: { n, iv } }: InspectedStored,
): Promise<Uint8Array> {
  const bytes = (await objects.read(conformanceKey(event.id, n))) ?? new Uint8Array();
  const key = openEventKey({ secrets }, event);
  return !key || iv === null || isMedia(sniffContainer(bytes))
    ? bytes
    : decryptObject(bytes, key, Buffer.from(iv, 'hex'), nodePorts);
}
