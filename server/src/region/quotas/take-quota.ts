import { type OwnerId, type Pid, type ProblemCode, type Refusal, refusal } from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import type { Taken } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';

/** Whose quotas something is taken of. `pid`: of a camera, or of a tool in its place. */
export type QuotaHolder = { ownerId: OwnerId; pid?: Pid };

type Given = Pick<RegionContext, 'quotas' | 'limits'>;

/** A call: of its owner, and of its product where a camera makes it. Refused for its owner it takes nothing of its product. */
export async function takeCall({ quotas, limits: own }: Given, holder: QuotaHolder): Promise<Refusal | undefined> {
  const { ownerId, pid } = holder;
  const ofOwner = await quotas.take(`calls owner ${ownerId}`, 1, own.callsPerOwner);
  if (!ofOwner.ok) return exceeded(limits.region.callsPerOwner.code, own.callsPerOwner, ofOwner);
  if (pid === undefined) return undefined;
  const ofProduct = await quotas.take(`calls product ${pid}`, 1, own.callsPerProduct);
  return ofProduct.ok ? undefined : exceeded(limits.region.callsPerProduct.code, own.callsPerProduct, ofProduct);
}

/** Footage that is about to be sent: as long as it is declared, whether it arrives or not. */
export async function takeBytes(
  { quotas, limits: own }: Given,
  { ownerId, pid }: Required<QuotaHolder>,
  bytes: number,
): Promise<Refusal | undefined> {
  if (bytes <= 0) return undefined;
  const ofOwner = await quotas.take(`bytes owner ${ownerId}`, bytes, own.bytesPerOwner);
  if (!ofOwner.ok) return exceeded(limits.region.bytesPerOwner.code, inGigabytes(own.bytesPerOwner), ofOwner);
  const ofProduct = await quotas.take(`bytes product ${pid}`, bytes, own.bytesPerProduct);
  return ofProduct.ok
    ? undefined
    : exceeded(limits.region.bytesPerProduct.code, inGigabytes(own.bytesPerProduct), ofProduct);
}

/** As people read it. */
const inGigabytes = ({ limit }: { limit: number }): { limit: number } => ({ limit: limit / 1e9 });

const exceeded = (code: ProblemCode, { limit }: { limit: number }, taken: Taken & { ok: false }): Refusal =>
  refusal(code, { limit, seconds: Math.ceil(taken.retryAfterMs / 1000) });
