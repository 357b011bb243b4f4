import { seconds } from '@kaitong/contract';
import { type CheckCode, type Finding, foldFindings, type ObjectDeclaration } from '@kaitong/contract/checks';
import { picturesOf } from '@kaitong/judge';
import type { ObjectFacts } from '@kaitong/media';
import type { Selectable } from 'kysely';
import { json } from '../../store/database.ts';
import type { ConformanceEventTable, ConformanceObjectTable } from '../../store/region/conformance.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { decodeEvent } from './decode-event.ts';
import { type InspectedStored, judgeSpeed } from './judge-speed.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { conformanceKey } from './object-keys.ts';
import { addClip, observe } from './observe.ts';

type StoredEvent = Selectable<ConformanceEventTable>;
type StoredObject = Selectable<ConformanceObjectTable>;

/**
 * Level 1 on what the current item's events brought: enough to see a wrong key, and what an interruption did. What they
 * show is decoded for whoever reads the report.
 */
export async function inspectEvents(
  context: RegionContext,
  trx: RegionTransaction,
  test: LockedConformance,
): Promise<void> {
  const events = await trx
    .selectFrom('conformance_event')
    .selectAll()
    .where('conformance_id', '=', test.id)
    .where('item', '=', test.item)
    .where('n', '>', 0)
    .where('errors', 'is', null)
    .orderBy('n')
    .execute();
  for (const event of events) {
    const objects = await trx
      .selectFrom('conformance_object')
      .selectAll()
      .where('event_id', '=', event.id)
      .where('state', '=', 'committed')
      .orderBy('n')
      .execute();
    const inspected = await inspectAll(context, event, objects);
    const decoded = await decodeEvent(context, event, inspected);
    const { speed, finding } = judgeSpeed(test, event, decoded);
    const errors = errorsOf(inspected, finding);
    await trx
      .updateTable('conformance_event')
      .set({ errors: json(errors), speed: json(speed) })
      .where('id', '=', event.id)
      .execute();
    const footage = objects.reduce((sum, { kind, duration_ms }) => sum + (kind === 'segment' ? duration_ms : 0), 0);
    observe(test, 'footage.judged', {
      event: event.n,
      seconds: Math.round(footage / seconds(0.1)) / 10,
      codes: errors.join(', ') || '–',
    });
    addClip(test, { event: event.n, pictures: picturesOf(decoded) });
  }
}

/** Codes of the errors to repair; what follows from them is not told. */
function errorsOf(inspected: readonly InspectedStored[], speed: Finding | null): CheckCode[] {
  const found = [...inspected.flatMap(({ inspection }) => inspection.findings), ...(speed ? [speed] : [])];
  const headlines = foldFindings(found).filter(({ severity, because }) => severity === 'error' && !because);
  return [...new Set(headlines.map(({ code }) => code))];
}

async function inspectAll(
  context: RegionContext,
  event: StoredEvent,
  objects: readonly StoredObject[],
): Promise<InspectedStored[]> {
  const inspected: InspectedStored[] = [];
  let init: ObjectFacts['init'] | undefined;
  let earlierSegment: ObjectFacts | undefined;
  for (const stored of objects) {
    const inspection = await inspect(context, event, stored, { init, earlierSegment });
    const { facts } = inspection;
    if (stored.kind === 'init') init ??= facts.init;
    if (stored.kind === 'segment') earlierSegment = facts;
    inspected.push({ stored, object: declarationOf(stored), inspection });
  }
  return inspected;
}

const declarationOf = ({ n, kind, bytes, duration_ms, md5, sha256, iv }: StoredObject): ObjectDeclaration => ({
  ...{ n, kind, bytes, durationMs: duration_ms, md5, sha256, iv },
});

async function inspect(
  { judge, objects: store, secrets }: RegionContext,
  event: StoredEvent,
  object: StoredObject,
  { init, earlierSegment }: { init: ObjectFacts['init'] | undefined; earlierSegment: ObjectFacts | undefined },
) {
  const { n, bytes, md5, sha256 } = object;
  return await judge.holding(3 * bytes, async () => {
    const stored = await store.read(conformanceKey(event.id, n));
    return await judge.inspect({
      bytes: stored ?? new Uint8Array(),
      object: declarationOf(object),
      event: event.declaration,
      hashes: store.checksSha256 ? { md5, sha256 } : undefined,
      key: openEventKey({ secrets }, event),
      init: init ?? undefined,
      earlierSegment,
    });
  });
}
