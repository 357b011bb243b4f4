import { minutes, type RecordingGrant, seconds } from '@kaitong/contract';
import { CONTINUOUS_SEGMENT_MINIMUM, PRE_RECORD_LIMIT } from '@kaitong/core';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import { lockSubscription } from '../selling/subscriptions/lock-subscription.ts';
import type { LockedConformance } from './lock-conformance.ts';

/** Longer than any item. The end of the test takes it back earlier. */
const GRANT_LIFE = minutes(15);
const WORTH_SENDING = seconds(60);

/**
 * Grants a device recording as a subscription does, so that what is tried is what owners will have. Its version is of the
 * same counter: a device ignores what is older than the last one it heard.
 *
 * @returns the command's id, which its reply names
 */
export async function sendConformanceGrant(trx: RegionTransaction, test: LockedConformance): Promise<string> {
  const place = { ownerId: test.owner_id, deviceId: test.device_id };
  const { grant_version } = await lockSubscription(trx, place);
  const version = grant_version + 1;
  await trx
    .updateTable('subscription')
    .set({ grant_version: version })
    .where('device_id', '=', test.device_id)
    .execute();
  const payload = conformanceGrantOf(test, version);
  return await sendCommand(trx, { deviceId: test.device_id, name: 'record', payload, life: WORTH_SENDING });
}

export function conformanceGrantOf(
  { now, max_event_ms }: Pick<LockedConformance, 'now' | 'max_event_ms'>,
  version: number,
): RecordingGrant {
  return {
    version,
    recording: 'event',
    until: new Date(now.getTime() + GRANT_LIFE).toISOString(),
    maxEventMs: max_event_ms,
    maxPreRecordMs: PRE_RECORD_LIMIT,
    minContinuousSegmentMs: CONTINUOUS_SEGMENT_MINIMUM,
  };
}
