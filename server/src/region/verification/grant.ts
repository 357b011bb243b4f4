import type { DeviceId } from '@kaitong/contract';
import { FOOTAGE_LIMIT } from '@kaitong/core';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import type { LockedRun } from './lock-run.ts';

/** Asks the device to record one event for the verification. @returns the command's id, which its reply names */
export async function sendGrant(
  trx: RegionTransaction,
  run: { device_id: DeviceId; nonce: string; grantExpiresAt: string },
): Promise<string> {
  return await sendCommand(trx, {
    deviceId: run.device_id,
    name: 'grant',
    payload: { nonce: run.nonce, maxFootageMs: FOOTAGE_LIMIT, expiresAt: run.grantExpiresAt },
  });
}

/**
 * Tells the device to stop. Nothing depends on its arrival: the server accepts nothing more in any case.
 *
 * @returns the command's id; a device that acknowledges it and goes on is told off
 */
export async function revokeGrant(trx: RegionTransaction, run: LockedRun): Promise<string> {
  return await sendCommand(trx, { deviceId: run.device_id, name: 'revoke', payload: { nonce: run.nonce } });
}
