import { type Presence, WRONG_CERTIFICATES } from '@kaitong/contract';
import type { CheckCode, EventDeclaration } from '@kaitong/contract/checks';
import type { EventSpeed, ItemEvent, ItemFacts } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import { isBackSince } from '../presence/is-back-since.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { readUpdate } from './offer-update.ts';

/** What there is of the current item at this moment. */
export async function gatherFacts(trx: RegionTransaction, test: LockedConformance): Promise<ItemFacts> {
  const { stage, commanded } = test;
  const events = await listItemEvents(trx, test);
  return {
    commanded,
    reply: stage.reply,
    events,
    askedAt: stage.askedAt === null ? null : Date.parse(stage.askedAt),
    refusedOpenings: stage.refusedOpenings,
    refused: stage.refused ?? null, // absent of a test that an older server began
    quietMs: await quietTime(trx, test),
    isOnLine: await isOnLine(trx, test),
    presence: await presenceOf(trx, test),
    disturbance: stage.disturbance,
    impostor: {
      isMet: stage.impostorMet || stage.impostorEverMet === true,
      trusted: stage.impostorTrusted ? (stage.impostor?.wrong ?? WRONG_CERTIFICATES[0]) : null,
    },
    brokers: stage.brokers ?? null,
    update: stage.update ? await readUpdate(trx, test, stage.update) : null,
    cuts: stage.cuts ?? [],
    takings: stage.takings ?? 0,
    token: { refused: stage.tokenRefused, isRenewed: stage.tokenRenewed },
  };
}

type Row = {
  type: string;
  opened_at: Date;
  came_ms: number;
  speed: EventSpeed | null;
  declaration: EventDeclaration;
  started_at: Date;
  skew_ms: number;
  age_error_ms: number;
  closed_objects: number | null;
  is_cut: boolean;
  errors: CheckCode[] | null;
  declared: number;
  stored: number;
  segments: number;
  footage_ms: number;
  repeated: number[] | null;
};

/** Events that came of the motion that this item asked for, in the order of their opening. */
async function listItemEvents(trx: RegionTransaction, { id, item }: LockedConformance): Promise<ItemEvent[]> {
  const { rows } = await sql<Row>`
    SELECT event.type, event.opened_at, event.speed,
      coalesce(extract(epoch FROM max(object.declared_at) - event.opened_at) * 1000, 0)::int AS came_ms, event.declaration, event.started_at, event.skew_ms, event.age_error_ms, event.closed_objects, event.is_cut,
      event.errors, count(object.n)::int AS declared,
      (count(*) FILTER (WHERE object.state = 'committed'))::int AS stored,
      (count(*) FILTER (WHERE object.kind = 'segment'))::int AS segments,
      coalesce(sum(object.duration_ms) FILTER (WHERE object.kind = 'segment' AND object.state = 'committed'), 0)::int
        AS footage_ms,
      array_agg(object.n ORDER BY object.n) FILTER (WHERE object.is_repeated) AS repeated
    FROM conformance_event AS event LEFT JOIN conformance_object AS object ON object.event_id = event.id
    WHERE event.conformance_id = ${id} AND event.item = ${item} AND event.n > 0
    GROUP BY event.id ORDER BY event.n`.execute(trx);
  return rows.map((row) => ({
    type: row.type,
    openedAt: row.opened_at.getTime(),
    cameMs: row.came_ms,
    closedObjects: row.closed_objects,
    declared: row.declared,
    stored: row.stored,
    segments: row.segments,
    footageMs: row.footage_ms,
    startedAt: row.started_at.getTime(),
    skewMs: row.skew_ms,
    ageErrorMs: row.age_error_ms,
    isEncrypted: row.declaration.encryption !== 'none',
    isCutByPlatform: row.is_cut,
    repeated: row.repeated ?? [],
    errors: row.errors ?? [],
    speed: row.speed,
  }));
}

/** How long nothing has been under way, by the database's clock. */
async function quietTime(trx: RegionTransaction, { id, now, stage, step_started_at }: LockedConformance) {
  const open = await trx
    .selectFrom('conformance_event')
    .select('id')
    .where('conformance_id', '=', id)
    .where('closed_at', 'is', null)
    .where('is_given_up', '=', false)
    .executeTakeFirst();
  if (open) return 0;
  const since = stage.newsAt === null ? step_started_at.getTime() : Date.parse(stage.newsAt);
  return now.getTime() - since;
}

async function presenceOf(trx: RegionTransaction, { device_id }: LockedConformance): Promise<Presence> {
  const device = await trx
    .selectFrom('device_now')
    .select('presence')
    .where('device_id', '=', device_id)
    .executeTakeFirst();
  return device?.presence ?? 'offline';
}

async function isOnLine(trx: RegionTransaction, { device_id, stage }: LockedConformance): Promise<boolean> {
  const { lineClosedAt } = stage;
  return lineClosedAt === null || (await isBackSince(trx, device_id, new Date(lineClosedAt)));
}
