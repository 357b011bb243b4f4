import { isRefusal, type Refusal, refusal } from '@kaitong/contract';
import { declaredIn, declaredOf, missingOf, probeLimits, verificationLimits } from '@kaitong/core';
import { sql } from 'kysely';
import { notify } from '../../store/notifications.ts';
import { noteRow, noteStatement } from '../../store/unit-of-work.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { AskStore } from '../uploads/ask-store.ts';
import { closedOf, wholeAssembly } from '../uploads/assembly.ts';
import { openEventKey } from '../uploads/event-keys.ts';
import { firstEnd, withEnd } from '../uploads/object-ends.ts';
import type { About, Upload } from '../uploads/purpose.ts';
import { forgetRefusal } from './add-event.ts';
import type { StoredUpload } from './find-event.ts';
import { followClose, followObject, followProbe } from './follow-upload.ts';
import type { LockedRun } from './lock-run.ts';
import { noteFlow } from './note-flow.ts';
import { noteLateCall } from './note-late-call.ts';
import { noteRefusal } from './note-refusal.ts';
import { OBJECT_COMMITTED } from './object-committed.ts';
import { objectKey } from './object-keys.ts';
import { isUnderWay } from './probe.ts';
import { progressOf } from './upload-progress.ts';

/** `run`: locked, or why its grant takes nothing any more. */
type Call = {
  context: RegionContext;
  trx: RegionTransaction;
  event: StoredUpload;
  run: LockedRun | Refusal;
  ask: AskStore;
};

/** A run's event as the calls work on it. No lock of its own: the run's lock orders all calls on it. */
export function verificationUpload({ context, trx, event, run, ask }: Call): Upload {
  const isOwn = event.probe_id === null;
  const limits = isOwn ? verificationLimits : probeLimits;
  const isGivenUp = !isOwn && !isRefusal(run) && !isUnderWay(run, event.probe_id);
  const closed = closedOf(event);
  const { declaration } = event;
  let rows = event.objects;
  const declared = () => declaredIn(rows.map(declaredOf));
  /** Its step is over: what has not come by now does not count. */
  const refuseNews = (): Refusal | undefined => {
    if (isRefusal(run)) return run;
    return run.step === 'verify' ? refusal('grant_ended') : undefined;
  };
  const changeObject = (n: number, change: object) =>
    noteRow(trx, 'event_object', { event_id: event.id, n }, { ...change });
  /** Declared in this call. */
  const fresh = new Set<number>();

  return {
    eventId: event.id,
    type: event.type,
    declaration,
    now: event.now,
    serverTime: event.now,
    limits,
    closed,
    isGivenUp,
    stopped: isRefusal(run) ? run : undefined,
    maxFootageMs: limits.footage,
    get declared() {
      return declared();
    },
    readKey: async () => openEventKey(context, event),
    objectKey: (n) => objectKey(event.id, n),
    findStored: (n) => ask(objectKey(event.id, n)),
    findObject: async (n) => rows.find((one) => one.n === n),
    listObjects: async () => rows,

    refuseObject: async () => refuseNews(),
    async declareObject({ n, kind, bytes, durationMs, md5, sha256, iv, ageMs }) {
      const row = { n, kind, bytes, md5, sha256, iv, state: 'declared' as const };
      await noteStatement(
        trx,
        trx.insertInto('event_object').values({
          ...{ event_id: event.id, device_id: event.device_id, ...row, duration_ms: durationMs },
          ...{ object_key: objectKey(event.id, n), committed_at: null, inspection: null, decoding: null },
          ...(ageMs === undefined ? {} : { ends: firstEnd(ageMs) }),
        }),
      );
      fresh.add(n);
      rows = [...rows, { ...row, durationMs, isJudged: false }].sort((one, other) => one.n - other.n);
    },
    async noteAge(n, ageMs) {
      if (!fresh.has(n)) await changeObject(n, { ends: withEnd(ageMs) });
    },
    async commitObject(object) {
      const refused = refuseNews();
      if (refused || isRefusal(run)) return refused;
      await changeObject(object.n, { state: 'committed', committed_at: sql`kaitong_now()` });
      await notify(trx, OBJECT_COMMITTED, event.id);
      rows = rows.map((row) => (row.n === object.n ? { ...row, state: 'committed' } : row));
      if (!isOwn) {
        const isWhole = closed !== null && missingOf(wholeAssembly({ declaration, limits, closed }, rows)).length === 0;
        if (isWhole) await followProbe(trx, run.application_id, rows);
        return undefined;
      }
      await forgetRefusal(trx, run);
      await followObject(trx, run, object, progressOf({ declaration, closed }, rows));
      return undefined;
    },
    async close(body, { isComplete }) {
      if (isGivenUp) return undefined;
      if (isRefusal(run)) return run;
      // Written now: who concludes looks at it.
      await trx
        .with('beyond', (other) =>
          other.deleteFrom('event_object').where('event_id', '=', event.id).where('n', '>=', body.objects),
        )
        .updateTable('event')
        .set({
          state: 'closed',
          closed_at: sql<Date>`kaitong_now()`,
          closed_objects: body.objects,
          closed_duration_ms: body.durationMs,
          closed_firmware: body.firmware,
        })
        .where('id', '=', event.id)
        .execute();
      rows = rows.filter(({ n }) => n < body.objects);
      if (isOwn) await followClose(trx, run, event, body, progressOf({ declaration, closed: body }, rows));
      else if (isComplete) await followProbe(trx, run.application_id, rows);
      return undefined;
    },

    offer: async (target) => target,
    async noteRefusal(refused, { n, object }: About) {
      const kind = object?.kind ?? rows.find((one) => one.n === n)?.kind ?? null;
      if (isRefusal(run)) {
        if (n !== undefined) await noteLateCall(trx, event, { n, kind });
        return;
      }
      if (isOwn && refused.code === 'object_not_stored')
        await noteFlow(trx, run, 'flow.commit_before_put', { object: n ?? null, kind });
      // A device that goes on beyond what the grant asked for does not read `maxFootageMs`.
      const { footageMs } = declared();
      if (isOwn && refused.code === 'footage_limit_reached' && kind === 'segment' && footageMs >= limits.footage) {
        const measured = footageMs + (object?.durationMs ?? 0);
        await noteFlow(trx, run, 'flow.event_too_long', { measured, limit: limits.footage, object: n ?? null, kind });
      }
      if (isOwn || event.probe_id === run.probe?.id) await noteRefusal(trx, event, refused);
    },
    isBeyondEnd: () => false,
  };
}
