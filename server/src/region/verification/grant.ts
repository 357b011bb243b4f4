import { type DeviceId, seconds } from '@kaitong/contract';
import { FOOTAGE_LIMIT } from '@kaitong/core';
import { createToken } from '../../secrets/tokens.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import type { LockedRun } from './lock-run.ts';

/** From the grant to the last moment at which an upload can matter; the step deadlines end a run earlier. */
const GRANT_LIFE = seconds(240);

/** Asks the device to record one event for the verification. @returns what the run knows the grant by */
export async function createGrant(
  trx: RegionTransaction,
  deviceId: DeviceId,
  now: Date,
): Promise<{ nonce: string; grant_expires_at: string; grant_command_id: string }> {
  const nonce = createToken().token;
  const expiresAt = new Date(now.getTime() + GRANT_LIFE).toISOString();
  const payload = { nonce, maxFootageMs: FOOTAGE_LIMIT, expiresAt };
  return {
    nonce,
    grant_expires_at: expiresAt,
    grant_command_id: await sendCommand(trx, { deviceId, name: 'grant', payload }),
  };
}

/**
 * Tells the device to stop. Nothing depends on its arrival: the server accepts nothing more in any case.
 *
 * @returns the command's id; a device that acknowledges it and goes on is told off
 */
export async function revokeGrant(trx: RegionTransaction, run: LockedRun): Promise<string> {
  return await sendCommand(trx, { deviceId: run.device_id, name: 'revoke', payload: { nonce: run.nonce } });
}
