import type { device, Parsed, Refusal, Reply } from '@kaitong/contract';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { createChallenge } from './challenge.ts';

/** A challenge for any device id, known or not: the answer says nothing about which devices there are. */
export async function getChallenge(
  context: RegionContext,
  { body }: Parsed<typeof device.getChallenge>,
  { ip }: { ip: string },
): Promise<Reply<typeof device.getChallenge> | Refusal> {
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `challenge ip ${networkOf(ip)}`, limits.tokensPerIp)]);
  if (tooMany) return tooMany;
  return {
    challenge: createChallenge(context, body.deviceId),
    serverTime: context.clock.now().toISOString(),
    ...(context.certificateUrl === undefined ? {} : { certificateUrl: context.certificateUrl }),
  };
}
