import { isRefusal, type Refusal, refusal, seconds } from '@kaitong/contract';
import { LineCut } from '../../line-cut.ts';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import type { UploadCaller } from '../uploads/purpose.ts';
import { CONFORMANCE_STEP } from './deadline-kinds.ts';
import { type LockedConformance, lockConformanceOf } from './lock-conformance.ts';
import { noteRefused } from './note-refused.ts';
import { observe } from './observe.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/**
 * Answers a device's call within its test: with what the item has for it just now, or by `act`. Whatever happened, the test
 * looks at once whether it goes on.
 *
 * @throws LineCut where the device is to meet a lost line; what it did is counted before
 */
export async function answerCall<Answer extends object>(
  context: RegionContext,
  caller: UploadCaller,
  act: (trx: RegionTransaction, test: LockedConformance) => Promise<Answer | Refusal>,
): Promise<Answer | Refusal> {
  const answer = await context.db.transaction().execute(async (trx) => {
    const test = await lockConformanceOf(trx, caller.deviceId);
    if (!test) return refusal('grant_ended');
    const before = snapshotOf(test);
    const met = meetOutage(test) ?? checkToken(test, caller);
    const given = met ?? (await act(trx, test));
    if (!met && isRefusal(given)) noteRefused(test, given);
    await saveConformance(trx, test, before);
    await setDeadline(trx, CONFORMANCE_STEP, test.id, seconds(0));
    return given;
  });
  if (answer === 'cut') throw new LineCut();
  return answer;
}

/** What a device meets during an outage that its item has for it; `undefined`: there is none. */
export function meetOutage({ item, stage }: LockedConformance): 'cut' | Refusal | undefined {
  if (stage.outageEndsAt === null) return undefined;
  stage.unanswered += 1;
  return item === 'uplink-lost' ? 'cut' : refusal('server_restarting');
}

/** One token that is good otherwise is not accepted; any other that comes after it shows that the device has renewed it. */
function checkToken(test: LockedConformance, { tokenId }: UploadCaller): Refusal | undefined {
  const { stage } = test;
  if (stage.voidToken === null) return undefined;
  if (stage.voidToken === 'next') stage.voidToken = tokenId;
  if (stage.voidToken === tokenId) {
    if (stage.tokenRefused === 0) observe(test, 'token.refused');
    stage.tokenRefused += 1;
    return refusal('device_token_invalid');
  }
  observe(test, 'token.renewed');
  stage.voidToken = null;
  stage.tokenRenewed = true;
  if (stage.disturbance === 'on') stage.disturbance = 'over';
  return undefined;
}
