import { isRefusal, type Parsed, type products, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { auditAhead } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { refusalOf } from '../regions/ask-region.ts';
import { findDeviceFor } from './find-device-for.ts';

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
  const found = await findDeviceFor(context, caller, deviceId, 'enableMotionDetection');
  if (isRefusal(found)) return found;
  const region = context.regions.get(found.region);
  await auditAhead(db, caller, 'motion_detection.enabled', deviceId, { region: found.region });
  try {
    const answer = await region?.enableMotionDetection({ body: { deviceId, accountId: caller.accountId } });
    return answer?.device ?? refusal('not_found');
  } catch (error) {
    return refusalOf(error);
  }
}
