import { type DeviceId, milliseconds, seconds } from '@kaitong/contract';
import { deadlineOf, FOOTAGE_LIMIT } from '@kaitong/core';
import type { Selectable } from 'kysely';
import { createToken } from '../../secrets/tokens.ts';
import type { RunTable } from '../../store/region/runs.ts';
import { replaceCommand } from '../commands/replace-command.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import { changeRun, type LockedRun } from './lock-run.ts';

/** From the grant to the last moment at which an upload can matter; the step deadlines end a run earlier. */
const GRANT_LIFE = seconds(240);

/** What comes after `preflight` may take so long of it. */
const AFTER_PREFLIGHT = (['await-event', 'await-upload', 'verify'] as const).reduce(
  (sum, step) => sum + deadlineOf(step, false),
  0,
);

/** Asks the device to record one event for the verification. @returns what the run knows the grant by */
export async function createGrant(
  trx: RegionTransaction,
  deviceId: DeviceId,
  { now, event_wait_ms: wait }: Pick<LockedRun, 'now' | 'event_wait_ms'>,
): Promise<Pick<Selectable<RunTable>, 'nonce' | 'grant_expires_at' | 'grant_given_until' | 'grant_command_id'>> {
  const nonce = createToken().token;
  const expiresAt = new Date(now.getTime() + GRANT_LIFE + (wait ?? 0));
  const payload = { nonce, maxFootageMs: FOOTAGE_LIMIT, expiresAt: expiresAt.toISOString() };
  return {
    nonce,
    grant_expires_at: expiresAt,
    grant_given_until: expiresAt,
    grant_command_id: await sendCommand(trx, { deviceId, name: 'grant', payload }),
  };
}

/**
 * The same grant under another message, with its end as it is now: the device goes by its own copy.
 *
 * @returns `false` where that is what it was told last
 */
export async function sendGrantAgain(trx: RegionTransaction, run: LockedRun): Promise<boolean> {
  const expiresAt = run.grant_expires_at.toISOString();
  const payload = { nonce: run.nonce, maxFootageMs: FOOTAGE_LIMIT, expiresAt };
  if (run.grant_command_id !== null && !(await replaceCommand(trx, run.grant_command_id, payload))) return false;
  const grant_command_id = await sendCommand(trx, { deviceId: run.device_id, name: 'grant', payload });
  await changeRun(trx, run, { grant_command_id });
  return true;
}

/**
 * The run's grant with a later end, and the same nonce, also for a device that has lost it: it was switched off for the
 * firmware that is tried now. Lasts to the end of `preflight` and of all that follows.
 */
export async function renewGrant(trx: RegionTransaction, run: LockedRun): Promise<LockedRun> {
  const until = new Date(run.now.getTime() + deadlineOf('preflight', false) + GRANT_LIFE + (run.event_wait_ms ?? 0));
  const renewed = await changeRun(trx, run, { grant_expires_at: until, grant_given_until: until });
  await sendGrantAgain(trx, renewed);
  return renewed;
}

/** To a device that has been away: it may have started again, and lost what it was granted. */
export async function remindOfGrant(trx: RegionTransaction, run: LockedRun): Promise<void> {
  const expiresAt = run.grant_expires_at.toISOString();
  const payload = { nonce: run.nonce, maxFootageMs: FOOTAGE_LIMIT, expiresAt };
  await changeRun(trx, run, {
    grant_command_id: await sendCommand(trx, { deviceId: run.device_id, name: 'grant', payload }),
  });
}

/** The time of `await-event` begins, and the grant is to last for it. */
export async function keepGrant(trx: RegionTransaction, run: LockedRun): Promise<void> {
  const left = milliseconds(run.grant_expires_at.getTime() - run.now.getTime());
  if (left < AFTER_PREFLIGHT + (run.event_wait_ms ?? 0)) await renewGrant(trx, run);
}

/**
 * Tells the device to stop. Nothing depends on its arrival: the server accepts nothing more in any case.
 *
 * @returns the command's id; a device that acknowledges it and goes on is told off
 */
export async function revokeGrant(trx: RegionTransaction, run: LockedRun): Promise<string> {
  return await sendCommand(trx, { deviceId: run.device_id, name: 'revoke', payload: { nonce: run.nonce } });
}
