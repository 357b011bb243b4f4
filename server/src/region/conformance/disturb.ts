import { type Duration, seconds } from '@kaitong/contract';
import { conformancePlans } from '@kaitong/core';
import { setDeadline } from '../../store/deadlines.ts';
import { notify } from '../../store/notifications.ts';
import type { RegionTransaction } from '../context.ts';
import type { UploadCaller } from '../uploads/purpose.ts';
import { OUTAGE_END } from './deadline-kinds.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { observe } from './observe.ts';

/** What processes with devices on the line listen to; the payload is the device whose line is to be closed. */
export const LINE_CLOSED = 'line-closed';

/** Does to the device what the item has for it, once: its first segment has just been acknowledged. */
export async function disturb(
  trx: RegionTransaction,
  test: LockedConformance,
  { tokenId }: UploadCaller,
): Promise<void> {
  const { stage } = test;
  const disturbance = test.item === null ? undefined : conformancePlans[test.item].disturbance;
  if (!disturbance || disturbance.kind === 'impostor' || stage.disturbance !== 'armed') return;
  stage.disturbance = 'on';
  switch (disturbance.kind) {
    case 'token-void':
      stage.voidToken = tokenId;
      observe(test, 'token.voided');
      return;
    case 'line-cut':
      observe(test, 'line.cut', { seconds: disturbance.lasts / seconds(1) });
      return await beginOutage(trx, test, disturbance.lasts);
    case 'server-away':
      observe(test, 'server.away', { seconds: disturbance.lasts / seconds(1) });
      return await beginOutage(trx, test, disturbance.lasts);
  }
}

async function beginOutage(trx: RegionTransaction, test: LockedConformance, lasts: Duration): Promise<void> {
  test.stage.outageEndsAt = new Date(test.now.getTime() + lasts).toISOString();
  await setDeadline(trx, OUTAGE_END, test.id, lasts);
  await closeLine(trx, test);
}

/** Ends the device's connection, wherever it is. */
export async function closeLine(trx: RegionTransaction, test: LockedConformance): Promise<void> {
  test.stage.lineClosedAt = test.now.toISOString();
  await notify(trx, LINE_CLOSED, test.device_id);
}

/** The device is answered again. */
export function endOutage(test: LockedConformance): void {
  const { stage } = test;
  if (stage.outageEndsAt === null) return;
  observe(test, 'calls.unanswered', { count: stage.unanswered });
  observe(test, 'outage.over');
  stage.outageEndsAt = null;
  stage.disturbance = 'over';
}
