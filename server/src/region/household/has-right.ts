import type { DeviceId, HouseholdRight, OwnerId } from '@kaitong/contract';
import { type RawBuilder, sql } from 'kysely';

type Named<T> = RawBuilder<unknown> | T;

/** The condition of a statement that a member has a right on an owner's camera at this moment. */
export const hasRight = (of: {
  owner: Named<OwnerId>;
  member: Named<OwnerId>;
  device: Named<DeviceId>;
  right: Named<HouseholdRight>;
}): RawBuilder<boolean> => sql<boolean>`EXISTS (SELECT FROM household_right granted
  WHERE granted.owner_id = ${of.owner} AND granted.member_id = ${of.member} AND granted.device_id = ${of.device}
    AND ${of.right}::text = ANY (granted.rights))`;
