import { type DeviceId, refusal, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction, RepliedCommand } from '../context.ts';
import { endTest } from './advance.ts';
import { CONFORMANCE_STEP } from './deadline-kinds.ts';
import { lockConformanceOf } from './lock-conformance.ts';
import { observe } from './observe.ts';
import { saveConformance, snapshotOf } from './save-conformance.ts';

/** The device answered a command: the one that the current step waits for, or another that concerns nobody here. */
export async function hearConformanceReply(
  trx: RegionTransaction,
  { deviceId, commandId, name, ok, reason = '-' }: RepliedCommand,
): Promise<void> {
  if (!['record', 'settings', 'simulate', 'update'].includes(name)) return;
  const test = await lockConformanceOf(trx, deviceId);
  if (!test || test.stage.commandId !== commandId) return;
  const before = snapshotOf(test);
  test.stage.reply = { ok, reason: ok ? null : reason };
  if (name === 'record' && ok) observe(test, 'grant.taken');
  if (name === 'settings') observe(test, ok ? 'settings.taken' : 'settings.refused', ok ? {} : { reason });
  if (name === 'update' && !ok) observe(test, 'update.refused', { reason });
  if (name === 'simulate' && !ok) observe(test, 'motion.refused', { reason });
  await saveConformance(trx, test, before);
  await setDeadline(trx, CONFORMANCE_STEP, test.id, seconds(0));
}

/** The owner removed the device: nothing more can be tried on it. */
export async function endConformanceOf(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const test = await lockConformanceOf(trx, deviceId);
  if (!test) return;
  const before = snapshotOf(test);
  await endTest(trx, test, refusal('device_removed'));
  await saveConformance(trx, test, before);
}
