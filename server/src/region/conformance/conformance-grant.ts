import { milliseconds, seconds } from '@kaitong/contract';
import { RECORDING_LIMIT, type Recording } from '@kaitong/core';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import { lendGrant } from '../recording/lent-grant.ts';
import type { LockedConformance } from './lock-conformance.ts';

const WORTH_SENDING = seconds(60);

/**
 * Grants a device recording as a subscription does, so that what is tried is what owners will have.
 *
 * @returns the command's id, which its reply names
 */
export async function sendConformanceGrant(
  trx: RegionTransaction,
  test: LockedConformance,
  recording: Recording,
): Promise<string> {
  // A continuous recording is cut by its own limit; an event beside it is as long as it usually is.
  const mostEvent = recording === 'continuous' ? RECORDING_LIMIT.event : milliseconds(test.max_event_ms);
  const payload = await lendGrant(trx, test.device_id, mostEvent, recording);
  return await sendCommand(trx, { deviceId: test.device_id, name: 'record', payload, life: WORTH_SENDING });
}
