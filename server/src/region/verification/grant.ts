import { type DeviceId, seconds } from '@kaitong/contract';
import { FOOTAGE_LIMIT } from '@kaitong/core';
import type { Selectable } from 'kysely';
import { createToken } from '../../secrets/tokens.ts';
import type { RunTable } from '../../store/region/runs.ts';
import { replaceCommand } from '../commands/replace-command.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import { changeRun, type LockedRun } from './lock-run.ts';

/** From the grant to the last moment at which an upload can matter; the step deadlines end a run earlier. */
const GRANT_LIFE = seconds(240);

/** Asks the device to record one event for the verification. @returns what the run knows the grant by */
export async function createGrant(
  trx: RegionTransaction,
  deviceId: DeviceId,
  now: Date,
): Promise<Pick<Selectable<RunTable>, 'nonce' | 'grant_expires_at' | 'grant_given_until' | 'grant_command_id'>> {
  const nonce = createToken().token;
  const expiresAt = new Date(now.getTime() + GRANT_LIFE);
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
 * Tells the device to stop. Nothing depends on its arrival: the server accepts nothing more in any case.
 *
 * @returns the command's id; a device that acknowledges it and goes on is told off
 */
export async function revokeGrant(trx: RegionTransaction, run: LockedRun): Promise<string> {
  return await sendCommand(trx, { deviceId: run.device_id, name: 'revoke', payload: { nonce: run.nonce } });
}
