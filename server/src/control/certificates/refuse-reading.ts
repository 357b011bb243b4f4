import type { Refusal } from '@kaitong/contract';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { networkOf } from '../../store/network-of.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { ControlContext } from '../context.ts';

/** What anybody reads of certificates is counted together, by network. */
export const refuseReading = async (
  { db, limits }: Pick<ControlContext, 'db' | 'limits'>,
  ip: string,
): Promise<Refusal | undefined> =>
  rateRefusal([await takeRate(db, `certificate page ip ${networkOf(ip)}`, limits.certificatePagesPerIp)]);
