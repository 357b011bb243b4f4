import type { AccountId, Pid, ReleaseId } from '@kaitong/contract';
import { moveRelease } from '@kaitong/core';
import type { ControlTables } from '../../store/control/tables.ts';
import type { DeadlineHandler } from '../../store/deadlines.ts';
import { RELEASE_FAILED, rejectedData } from '../applications/end-application.ts';
import { audit, byPlatform } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { publishProduct } from '../products/publish-product.ts';
import { lockSale } from '../sales/change-sale.ts';
import { stopSaleFor } from '../sales/stop-sale.ts';
import { lockProduct } from './keys.ts';
import { lockRelease, type ReleaseRow } from './show-release.ts';

/** A release that did not pass goes to nobody else, and nobody buys for cameras that may run it; what was paid for runs on. */
export const releaseFailureHandlers = (
  context: ControlContext,
): Record<string, DeadlineHandler<ControlTables, ReleaseId>> => ({
  [RELEASE_FAILED]: async ({ subject: releaseId }, trx) => {
    const found = await trx
      .selectFrom('firmware_release')
      .innerJoin('product', 'product.pid', 'firmware_release.pid')
      .select(['product.pid', 'account_id'])
      .where('id', '=', releaseId)
      .executeTakeFirst();
    if (!found) return;
    const { pid, account_id: owner } = found;
    await lockProduct(trx, pid);
    const release = await lockRelease(trx, pid, releaseId);
    if (!release) return;
    const { version } = release.manifest;
    const isHalted = await halt(trx, owner, release);
    const isSaleStopped = await stopSales(trx, owner, { pid, version });
    await tellOfIt(trx, owner, { releaseId, version, isHalted, isSaleStopped });
    if (isHalted || isSaleStopped) await publishProduct(context, trx, pid);
    context.log.warn({ pid, releaseId, version, isHalted, isSaleStopped }, 'release.failed');
  },
});

/** @returns whether it is halted now: one that was withdrawn stays so */
async function halt(trx: ControlTransaction, owner: AccountId, release: ReleaseRow): Promise<boolean> {
  const halted = moveRelease(release, 'halt');
  if (!halted) return release.state === 'halted';
  await trx.updateTable('firmware_release').set(halted).where('id', '=', release.id).execute();
  const { version } = release.manifest;
  await audit(trx, byPlatform(owner), 'release.moved', release.pid, { version, move: 'halt', share: halted.share });
  return true;
}

type Failed = { pid: Pid; version: string };

/** @returns whether they are stopped now; of what is not activated nothing is sold, and nothing is to stay stopped later */
async function stopSales(trx: ControlTransaction, owner: AccountId, { pid, version }: Failed): Promise<boolean> {
  const sale = await lockSale(trx, pid);
  if (!sale || sale.stoppedAt !== null) return sale !== undefined;
  const reason = `固件 ${version} 未通过验证 · Firmware ${version} did not pass its verification`;
  await stopSaleFor(trx, pid, reason);
  await audit(trx, byPlatform(owner), 'sale.stopped', pid, { reason });
  return true;
}

type Outcome = {
  releaseId: ReleaseId;
  version: ReleaseRow['manifest']['version'];
  isHalted: boolean;
  isSaleStopped: boolean;
};

/** Whoever verified it, and whose product it is. */
async function tellOfIt(trx: ControlTransaction, owner: AccountId, outcome: Outcome): Promise<void> {
  const application = await trx
    .selectFrom('application')
    .select(['id', 'account_id', 'pid', 'device_id', 'problem', 'findings'])
    .where('release_id', '=', outcome.releaseId)
    .where('state', '=', 'rejected')
    .orderBy('ended_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!application?.problem) return;
  const data = { ...rejectedData({ ...application, problem: application.problem }), ...outcome };
  for (const account of new Set([owner, application.account_id]))
    await writeNotice(trx, account, { kind: 'release.not_verified', data });
}
