import {
  type controlPlane,
  type DeviceId,
  isRefusal,
  type Parsed,
  type Region,
  seconds,
  type Uuid,
} from '@kaitong/contract';
import type { ControlContext } from '../context.ts';
import { askRegion } from '../regions/ask-region.ts';

type Claim = Parsed<typeof controlPlane.settleClaims>['body']['claims'][number];
export type Ended = { uuid: Uuid; deviceId: DeviceId; region: Region };

/** A region waits for the answer meanwhile. */
const PATIENCE = seconds(2);

/**
 * Pairings that stand in the way of these claims and are over already, as their regions say: a unit may have changed hands
 * while control was away, and what one region has to say of it came before what the other has. One that is silent, or
 * still has the device, stands in the way.
 */
export async function findEnded(
  context: Pick<ControlContext, 'db' | 'regions' | 'log'>,
  from: Region,
  claims: readonly Claim[],
): Promise<Ended[]> {
  const paired = claims.filter(({ kind }) => kind !== 'asked');
  if (paired.length === 0) return [];
  const held = await context.db
    .selectFrom('unit_claim')
    .select(['uuid', 'device_id as deviceId', 'region'])
    .where(
      'uuid',
      'in',
      paired.map(({ uuid }) => uuid),
    )
    .where('state', '=', 'held')
    .where('region', '<>', from)
    .execute();
  const ended = await Promise.all(held.map(async (one) => ((await isOver(context, one)) ? [one] : [])));
  return ended.flat();
}

async function isOver(context: Pick<ControlContext, 'regions' | 'log'>, { region, deviceId }: Ended): Promise<boolean> {
  const answer = await askRegion(
    context,
    region,
    (client) => client.findDevice({ body: { deviceId, ping: false } }),
    PATIENCE,
  );
  return !isRefusal(answer) && answer.found === null;
}
