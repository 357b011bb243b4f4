import { type DeviceId, days, type RecordingGrant, type Refusal, refusal } from '@kaitong/contract';
import {
  CONTINUOUS_SEGMENT_MINIMUM,
  PRE_RECORD_LIMIT,
  RECORDING_LIMIT,
  type RecordingFacts,
  type Slice,
  type Standing,
  standingAt,
  type Time,
} from '@kaitong/core';
import type { DeviceCaller } from '../../callers.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { lentGrantOf } from './lent-grant.ts';
import { raiseGrant } from './raise-grant.ts';
import { type DeviceFacts, findRecordingFacts } from './recording-facts.ts';

/** A device that was away for longer asks for its grant when it is back. */
const WORTH_SENDING = days(1);

/**
 * Sends a device what it may record from now on, under the next version; part of the caller's transaction, so it goes out
 * when what it follows from has come true. Nothing was ever bought for the device: then there is nothing to say.
 *
 * Locks the grant's row, which is the last: a caller that locks the device, its test or its subscription too locks those
 * first, in this order.
 */
export async function sendRecordingGrant(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const raised = await raiseGrant(trx, deviceId);
  if (!raised || raised.lent_event_ms !== null) return; // who has it sends what is in force when it gives it back
  const facts = await findRecordingFacts(trx, deviceId);
  if (!facts) return;
  const grant = grantFor(facts, raised.version);
  await sendCommand(trx, { deviceId, name: 'record', payload: grant, life: WORTH_SENDING });
}

/** What the device asks for when it starts and when its line is back. */
export async function getRecordingGrant(
  { db }: Pick<RegionContext, 'db'>,
  { deviceId }: DeviceCaller,
): Promise<RecordingGrant | Refusal> {
  const facts = await findRecordingFacts(db, deviceId);
  if (!facts) return refusal('device_removed');
  const told = await db.selectFrom('recording_grant').selectAll().where('device_id', '=', deviceId).executeTakeFirst();
  const version = told?.version ?? 0;
  const lent = told?.lent_event_ms ?? null;
  if (lent === null) return grantFor(facts, version);
  return lentGrantOf({ mostEventMs: lent, recording: told?.lent_recording ?? 'event' }, version, facts.now);
}

/** With what the region wishes beside it. A test that has the grant wishes for nothing. */
function grantFor(facts: DeviceFacts, version: number): RecordingGrant {
  const grant = grantOf(facts, version, facts.now.getTime());
  const { segmentSeconds } = facts;
  return grant.recording === 'continuous' && segmentSeconds !== null ? { ...grant, segmentSeconds } : grant;
}

/** The rules of `decideOpening`, as a device keeps them. */
export function grantOf(facts: RecordingFacts, version: number, now: Time): RecordingGrant {
  const standing = standingAt(facts.subscription, now);
  const isStopped = !facts.isPaired || facts.isSuspended || facts.privacyMode || standing.state !== 'active';
  return {
    version,
    recording: isStopped ? 'none' : standing.slice.terms.kind,
    until: isStopped ? null : new Date(endOf(standing)).toISOString(),
    maxEventMs: RECORDING_LIMIT.event,
    maxPreRecordMs: PRE_RECORD_LIMIT,
    minContinuousSegmentMs: CONTINUOUS_SEGMENT_MINIMUM,
  };
}

/**
 * When what is granted ends by itself: with the last slice that follows without a gap and grants as much, so that a camera
 * without a line goes on from one to the next.
 */
function endOf({ slice, queued }: Extract<Standing, { state: 'active' }>): Time {
  const grants = (next: Slice) => slice.terms.kind === 'event' || next.terms.kind === 'continuous';
  let endsAt = slice.endsAt;
  for (const next of queued) {
    if (next.startsAt !== endsAt || !grants(next)) break;
    endsAt = next.endsAt;
  }
  return endsAt;
}
