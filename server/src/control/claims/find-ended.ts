import {
  type controlPlane,
  type DeviceId,
  isRefusal,
  type Parsed,
  type Region,
  seconds,
  type Uuid,
} from '@kaitong/contract';
import { isAhead } from '@kaitong/core';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';

type Claim = Parsed<typeof controlPlane.settleClaims>['body']['claims'][number];
type Context = Pick<ControlContext, 'db' | 'regions' | 'log'>;
type Held = { uuid: Uuid; deviceId: DeviceId; region: Region };
/** What stands in the way of claims: pairings that are `over`, and units of which nobody could say whether they are. */
export type Asked = { over: Held[]; silent: ReadonlySet<Uuid> };

/** A region waits for the answer meanwhile. */
const PATIENCE = seconds(2);

/**
 * Asks the regions of pairings that stand in the way of these claims whether they are over. A unit may have changed hands
 * while control was away, and what one region has to say of it came before what the other has; and who holds a code of its
 * owner's takes it over, which ends the pairing there.
 */
export async function findEnded(context: Context, from: Region, claims: readonly Claim[]): Promise<Asked> {
  if (claims.length === 0) return { over: [], silent: new Set() };
  const held = await context.db
    .selectFrom('unit_claim')
    .select(['uuid', 'device_id as deviceId', 'region'])
    .where(
      'uuid',
      'in',
      claims.map(({ uuid }) => uuid),
    )
    .where('state', '=', 'held')
    .execute();
  const claimOf = new Map(claims.map((claim) => [claim.uuid, claim]));
  const answers = await Promise.all(held.map((one) => ask(context, from, one, claimOf.get(one.uuid))));
  return {
    over: held.filter((_, n) => answers[n] === 'over'),
    silent: new Set(held.filter((_, n) => answers[n] === 'silent').map(({ uuid }) => uuid)),
  };
}

async function ask(
  context: Context,
  from: Region,
  { region, deviceId }: Held,
  claim: Claim | undefined,
): Promise<'over' | 'stands' | 'silent'> {
  if (!claim || claim.deviceId === deviceId) return 'stands';
  const { handOver: code } = claim;
  if (code !== undefined) {
    const answer = await askRegion(context, region, (it) => it.handOver({ body: { deviceId, code } }), PATIENCE);
    if (isRefusal(answer)) return 'silent';
    return answer.ended ? 'over' : 'stands';
  }
  // Who asks for a unit that its own region has would have been told there: that region may have forgotten it.
  const hasHappened = !isAhead({ ...claim, number: claim.number ?? null });
  if (hasHappened ? region === from : region !== from) return 'stands';
  const answer = await askRegion(context, region, (it) => it.findDevice({ body: { deviceId, ping: false } }), PATIENCE);
  if (isRefusal(answer)) return 'silent';
  return answer.found === null ? 'over' : 'stands';
}
