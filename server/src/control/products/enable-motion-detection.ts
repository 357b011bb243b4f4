import {
  isRefusal,
  type Parsed,
  ProblemError,
  type products,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegions } from '../regions/ask-regions.ts';
import { findProductFor } from './find-product-for.ts';

/** Switches motion detection on for a sample. Whether its owner is linked as a tester is the region's to know. */
export async function enableMotionDetection(
  context: ControlContext,
  caller: MakerCaller,
  { params: { deviceId } }: Parsed<typeof products.enableMotionDetection>,
): Promise<Reply<typeof products.enableMotionDetection> | Refusal> {
  const { db, limits } = context;
  const tooMany = rateRefusal([
    await takeRate(db, `device command ${caller.accountId}`, limits.deviceCommandsPerAccount),
  ]);
  if (tooMany) return tooMany;
  const { given, silent } = await askRegions(context, (region) =>
    region.findDevice({ body: { deviceId, ping: false } }),
  );
  const known = given
    .flatMap(({ region, answer: { found } }) => (found ? [{ region, found }] : []))
    .sort((a, b) => b.found.pairedAt.localeCompare(a.found.pairedAt));
  const [newest] = known;
  if (!newest) return silent[0] ? refusal('region_unreachable', { region: silent[0] }) : refusal('not_found');
  const product = await findProductFor(db, caller, newest.found.pid, 'enableMotionDetection');
  if (isRefusal(product)) return product;
  const region = context.regions.get(newest.region);
  await auditAhead(db, caller, 'motion_detection.enabled', deviceId, { region: newest.region });
  try {
    const answer = await region?.enableMotionDetection({ body: { deviceId, accountId: caller.accountId } });
    return answer?.device ?? refusal('not_found');
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return refusal(error.problem.code, error.problem.params);
  }
}
