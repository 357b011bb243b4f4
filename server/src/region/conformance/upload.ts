import { milliseconds, minutes, refusal, seconds } from '@kaitong/contract';
import { conformanceLimits, declaredIn, declaredOf } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { AskStore } from '../uploads/ask-store.ts';
import { closedOf } from '../uploads/assembly.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { withEnd } from '../uploads/object-ends.ts';
import type { Upload, UploadCaller, UploadedObject } from '../uploads/purpose.ts';
import { disturb } from './disturb.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { type ConformanceEvent, type ConformanceObject, listEventObjects } from './lock-event.ts';
import { noteRefused } from './note-refused.ts';
import { conformanceKey } from './object-keys.ts';
import { observe } from './observe.ts';
import { offerImpostor } from './offer-impostor.ts';

/** An item waits no longer for what its event brings. */
const LONGEST = minutes(10);

type Call = {
  context: RegionContext;
  trx: RegionTransaction;
  test: LockedConformance;
  event: ConformanceEvent;
  caller: UploadCaller;
  ask: AskStore;
};

/** A test's event as the calls work on it: what happens is observed, and after its first segment the item has its say. */
export async function conformanceUpload({ context, trx, test, event, caller, ask }: Call): Promise<Upload> {
  const limits = conformanceLimits(milliseconds(event.max_event_ms));
  let rows = await listEventObjects(trx, event.id);
  const changeObject = (n: number) =>
    trx.updateTable('conformance_object').where('event_id', '=', event.id).where('n', '=', n);
  const isCounted = event.n > 0;

  return {
    eventId: event.id,
    type: event.type,
    declaration: event.declaration,
    now: test.now,
    serverTime: new Date(test.now.getTime() - test.stage.clockBehindMs),
    limits,
    closed: closedOf(event),
    isGivenUp: false,
    stopped: undefined,
    maxFootageMs: event.max_event_ms,
    get declared() {
      return declaredIn(rows.map((row) => declaredOf(readObject(row))));
    },
    readKey: async () => openEventKey(context, event),
    objectKey: (n) => conformanceKey(event.id, n),
    findStored: (n) => ask(conformanceKey(event.id, n)),
    async findObject(n) {
      const row = rows.find((one) => one.n === n);
      return row && readObject(row);
    },
    listObjects: async () => rows.map(readObject),

    async refuseObject() {
      const isStale = test.now.getTime() - event.opened_at.getTime() > LONGEST;
      return isStale ? refusal('footage_limit_reached', { seconds: event.max_event_ms / seconds(1) }) : undefined;
    },
    async declareObject({ n, kind, bytes, durationMs, md5, sha256, iv }) {
      await trx
        .insertInto('conformance_object')
        .values({ event_id: event.id, n, kind, bytes, duration_ms: durationMs, md5, sha256, iv, state: 'declared' })
        .execute();
      rows = await listEventObjects(trx, event.id);
    },
    async noteAge(n, ageMs) {
      await changeObject(n)
        .set({ ends: withEnd(ageMs) })
        .execute();
    },
    async commitObject({ n, kind }) {
      await changeObject(n).set({ state: 'committed', committed_at: sql<Date>`kaitong_now()` }).execute();
      rows = await listEventObjects(trx, event.id);
      test.stage.newsAt = test.now.toISOString();
      if (!isCounted) return undefined;
      observe(test, 'object.stored', { event: event.n, object: n, kind });
      if (kind === 'segment') await disturb(trx, test, caller);
      return undefined;
    },
    async close({ objects, durationMs }) {
      await trx.deleteFrom('conformance_object').where('event_id', '=', event.id).where('n', '>=', objects).execute();
      await trx
        .updateTable('conformance_event')
        .set({ closed_at: test.now, closed_objects: objects, closed_duration_ms: durationMs })
        .where('id', '=', event.id)
        .execute();
      test.stage.newsAt = test.now.toISOString();
      const length = Math.round(durationMs / seconds(0.1)) / 10;
      if (isCounted) observe(test, 'event.closed', { event: event.n, objects, seconds: length });
      return undefined;
    },

    async offer(target, { n, kind }) {
      const row = rows.find((one) => one.n === n);
      if (target.state === 'committed' && row?.is_repeated === false) {
        observe(test, 'object.repeated', { event: event.n, object: n });
        await changeObject(n).set({ is_repeated: true }).execute();
      }
      return kind === 'segment' ? offerImpostor(context, test, event, target) : target;
    },
    async noteRefusal(refused) {
      noteRefused(test, refused);
      if (refused.code !== 'footage_limit_reached' || event.is_cut) return;
      observe(test, 'limit.reached', { event: event.n, seconds: event.max_event_ms / seconds(1) });
      await trx.updateTable('conformance_event').set({ is_cut: true }).where('id', '=', event.id).execute();
    },
    isBeyondEnd: () => false,
  };
}

function readObject({
  n,
  kind,
  bytes,
  duration_ms: durationMs,
  md5,
  sha256,
  iv,
  state,
}: ConformanceObject): UploadedObject {
  return { n, kind, bytes, durationMs, md5, sha256, iv, state };
}
