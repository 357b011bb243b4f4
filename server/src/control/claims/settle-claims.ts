import {
  type ClaimAnswer,
  type controlPlane,
  type DeviceId,
  type Parsed,
  type Refusal,
  type Region,
  type Reply,
  refusal,
  seconds,
  type Uuid,
} from '@kaitong/contract';
import { CLAIMS_IN_A_LIFE, decideClaim, isAhead } from '@kaitong/core';
import { sql } from 'kysely';
import type { PlaneCaller } from '../../callers.ts';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { deliveryKind, pairingSubject } from '../regions/delivery-names.ts';
import { hurry } from '../regions/hurry.ts';
import { findEnded } from './find-ended.ts';

type Said = Parsed<typeof controlPlane.settleClaims>;
type Claim = Said['body']['claims'][number];
type Pairing = { uuid: Uuid; deviceId: DeviceId };

/**
 * Takes what a region says of pairings, all in one transaction: those that are over give their units back, the others
 * claim theirs, and of each unit one pairing in the whole world has it. What is said again, late or out of order changes
 * nothing: what a pairing was given, lost or gave back is kept under its device id, which no other pairing ever has.
 */
export async function settleClaims(
  context: Pick<ControlContext, 'db' | 'regions' | 'log'>,
  caller: PlaneCaller,
  { body: { region, released, claims } }: Said,
): Promise<Reply<typeof controlPlane.settleClaims> | Refusal> {
  if (caller.from !== region) return refusal('not_allowed');
  const { over, silent } = await findEnded(context, region, claims);
  return await context.db.transaction().execute(async (trx) => {
    await lockUnits(trx, [...released, ...claims]);
    for (const pairing of over) await release(trx, pairing.region, pairing);
    for (const pairing of released) await release(trx, region, pairing);
    const answers: ClaimAnswer[] = [];
    for (const claim of claims) {
      const answer = await settle(context, trx, region, claim);
      // Its owner gave it away, and only their region can say so.
      const again = answer.refused?.code === 'already_bound' && claim.handOver !== undefined && silent.has(claim.uuid);
      answers.push(again ? { ...answer, refused: refusal('licence_unconfirmed', { seconds: 5 }) } : answer);
    }
    await hurry(trx, region); // it is there
    return { claims: answers };
  });
}

/** A unit that nobody claimed has no row that could be locked. All in one order, since others lock several too. */
async function lockUnits(trx: ControlTransaction, pairings: readonly Pairing[]): Promise<void> {
  for (const uuid of [...new Set(pairings.map((pairing) => pairing.uuid))].sort())
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`claim ${uuid}`}, 0))`.execute(trx);
}

/** Also where control never heard of the pairing: its claim may still be on the way. */
async function release(trx: ControlTransaction, region: Region, { uuid, deviceId }: Pairing): Promise<void> {
  await trx
    .insertInto('unit_claim')
    .values({
      ...{ device_id: deviceId, uuid, region, kind: 'late', state: 'released' },
      number: nextNumber(uuid),
      paired_at: sql<Date>`kaitong_now()`,
    })
    .onConflict((conflict) =>
      conflict
        .column('device_id')
        .doUpdateSet({ state: 'released', changed_at: sql<Date>`kaitong_now()` })
        .where('unit_claim.region', '=', region)
        .where('unit_claim.state', '=', 'held'),
    )
    .execute();
}

async function settle(
  { log }: Pick<ControlContext, 'log'>,
  trx: ControlTransaction,
  region: Region,
  claim: Claim,
): Promise<ClaimAnswer> {
  const { uuid, deviceId, kind, number: confirmed = null } = claim;
  const lost: ClaimAnswer = { deviceId, number: null, refused: refusal('already_bound') };
  const { known, held } = await readClaims(trx, claim);
  const isKept = known?.state === 'held' && known.uuid === uuid && known.region === region;
  if (isKept) return { deviceId, number: known.number, refused: null };
  if (known?.state === 'released' && !held) return { ...lost, over: true };
  if (known) return lost;
  const isNew = isAhead({ kind, number: confirmed });
  if (isNew && (await isRevoked(trx, uuid))) return { ...lost, refused: refusal('licence_revoked') };
  const pairedAt = Date.parse(claim.pairedAt);
  const decided = decideClaim(
    held && { deviceId: held.device_id, kind: held.kind, pairedAt: held.paired_at.getTime(), number: held.number },
    { deviceId, kind, pairedAt, number: confirmed },
  );
  if (decided === 'refused') {
    // A unit that is not paired yet may ask again. One that was ends, and must not come back by a message that is late.
    if (!isNew) await store(trx, region, claim, 'lost');
    log.info({ uuid, region, deviceId, kind }, 'claim.refused');
    return lost;
  }
  if (decided === 'replaces' && held) await takeFrom(trx, held);
  const number = await store(trx, region, claim, 'held');
  log.info({ uuid, region, deviceId, kind, number, from: held?.device_id }, 'claim.held');
  return { deviceId, number, refused: null };
}

/** What became of a pairing's earlier claim, and the pairing that has its unit. */
async function readClaims(trx: ControlTransaction, { uuid, deviceId }: Pairing) {
  const rows = await trx
    .selectFrom('unit_claim')
    .select(['device_id', 'uuid', 'region', 'kind', 'state', 'paired_at', 'number'])
    .where((row) => row.or([row('device_id', '=', deviceId), row.and({ uuid, state: 'held' })]))
    .execute();
  const held = rows.find((row) => row.uuid === uuid && row.state === 'held') ?? null;
  return { known: rows.find((row) => row.device_id === deviceId), held };
}

/** A unit that is paired already stays its owner's: its region keeps it silent. */
async function isRevoked(trx: ControlTransaction, uuid: Uuid): Promise<boolean> {
  const licence = await trx.selectFrom('licence').select('revoked_at').where('uuid', '=', uuid).executeTakeFirst();
  return !!licence?.revoked_at;
}

/** Its region ends the pairing as soon as it hears of it. */
async function takeFrom(trx: ControlTransaction, held: { device_id: DeviceId; region: Region }): Promise<void> {
  await trx
    .updateTable('unit_claim')
    .set({ state: 'lost', changed_at: sql<Date>`kaitong_now()` })
    .where('device_id', '=', held.device_id)
    .execute();
  await setDeadline(trx, deliveryKind(held.region), pairingSubject(held.device_id), seconds(0));
}

async function store(
  trx: ControlTransaction,
  region: Region,
  { uuid, deviceId, kind, pairedAt, number: confirmed }: Claim,
  state: 'held' | 'lost',
): Promise<number> {
  const { number } = await trx
    .insertInto('unit_claim')
    .values({
      ...{ device_id: deviceId, uuid, region, kind, state },
      paired_at: new Date(pairedAt),
      number: confirmed === undefined ? nextNumber(uuid) : freeNumber(uuid, confirmed),
    })
    .returning('number')
    .executeTakeFirstOrThrow();
  return number;
}

/** Higher than any of the unit, and of the life that control is in. */
const nextNumber = (uuid: Uuid) => sql<number>`(
  SELECT greatest(
    (SELECT max(number) FROM unit_claim WHERE uuid = ${uuid}),
    (SELECT coalesce(floor(extract(epoch FROM began_at - timestamptz '2026-01-01 00:00Z')), 0)::bigint
       * ${CLAIMS_IN_A_LIFE}::bigint FROM database_life)
  ) + 1)`;

/** As it was confirmed before, unless another one of the unit has that number by now. */
const freeNumber = (uuid: Uuid, confirmed: number) => sql<number>`(
  SELECT CASE
    WHEN EXISTS (SELECT FROM unit_claim WHERE uuid = ${uuid} AND number = ${confirmed}) THEN ${nextNumber(uuid)}
    ELSE ${confirmed}::bigint END)`;
