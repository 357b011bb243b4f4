import { type ClaimAnswer, type DeviceId, kindsThatCan, MOST_CLAIMS } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { type OutboxSender, sendOutbox } from '../send-outbox.ts';
import { CLAIMS_CHANGED, forgetReleased, giveBackClaims, listReleased, toWire } from './claims.ts';
import { endPairing } from './end-pairing.ts';

/**
 * Tells control of pairings that it was away for, or that are older than claims, and of those that are over. One whose
 * unit somebody else has ends here, and its owner is told.
 */
export const settleClaims = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    follow: (poke) => context.notifications.on(CLAIMS_CHANGED, poke),
    sendAll: (signal) => settleAll(context, signal),
    failure: 'control did not take the claims of units; trying again',
  });

/** Settles what there is, page by page. Resolves to whether control answered anything of it; rejects where it is away. */
export async function settleAll(context: RegionContext, signal?: AbortSignal): Promise<boolean> {
  await giveBackClaims(context);
  for (let found = false; ; found = true) {
    if (signal?.aborted || !(await settlePage(context))) return found;
  }
}

async function settlePage(context: RegionContext): Promise<boolean> {
  const { db, control, region } = context;
  const released = await listReleased(db, undefined, MOST_CLAIMS);
  const unclaimed = await db
    .selectFrom('device')
    .select(['device_id as deviceId', 'uuid', 'claim_kind as kind', 'paired_at'])
    .where('kind', 'in', kindsThatCan('changeHands'))
    .where('claim', 'is', null)
    .where('removed_at', 'is', null)
    .orderBy('paired_at')
    .limit(MOST_CLAIMS)
    .execute();
  if (released.length + unclaimed.length === 0) return false;
  const claims = unclaimed.map(({ paired_at, ...claim }) => ({ ...claim, pairedAt: paired_at.toISOString() }));
  const answers = await control.settleClaims({ body: { region, released: released.map(toWire), claims } });
  await forgetReleased(context, released);
  for (const answer of answers.claims) await takeAnswer(context, answer);
  // What control leaves unanswered waits for the next time, or this would be asked without end.
  return released.length + answers.claims.length > 0;
}

export async function takeAnswer(context: RegionContext, { deviceId, number, over }: ClaimAnswer): Promise<void> {
  if (number === null) await endPairing(context, { deviceId, ended: over ? 'removed' : 'elsewhere' });
  else await confirm(context, deviceId, number);
}

async function confirm({ db, log, region }: RegionContext, deviceId: DeviceId, claim: number): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const confirmed = await trx
      .updateTable('device')
      .set({ claim })
      .where('device_id', '=', deviceId)
      .where('claim', 'is distinct from', claim)
      .where('removed_at', 'is', null)
      .returning('owner_id')
      .executeTakeFirst();
    if (!confirmed) return;
    await tellOwner(trx, confirmed.owner_id, { type: 'devices.changed', deviceId });
    log.info({ region, deviceId, claim }, 'claim.confirmed');
  });
}
