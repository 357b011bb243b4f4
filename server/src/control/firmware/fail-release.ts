import type { ReleaseId } from '@kaitong/contract';
import { moveRelease } from '@kaitong/core';
import type { ControlTables } from '../../store/control/tables.ts';
import type { DeadlineHandler } from '../../store/deadlines.ts';
import { RELEASE_FAILED } from '../applications/end-application.ts';
import type { ControlContext } from '../context.ts';
import { publishProduct } from '../products/publish-product.ts';
import { stopSaleFor } from '../sales/stop-sale.ts';
import { lockProduct } from './keys.ts';
import { lockRelease } from './show-release.ts';

/** A release that did not pass goes to nobody else, and nobody buys for cameras that may run it; what was paid for runs on. */
export const releaseFailureHandlers = (
  context: ControlContext,
): Record<string, DeadlineHandler<ControlTables, ReleaseId>> => ({
  [RELEASE_FAILED]: async ({ subject: releaseId }, trx) => {
    const found = await trx.selectFrom('firmware_release').select('pid').where('id', '=', releaseId).executeTakeFirst();
    if (!found) return;
    const { pid } = found;
    await lockProduct(trx, pid);
    const release = await lockRelease(trx, pid, releaseId);
    if (!release) return;
    const { version } = release.manifest;
    const halted = moveRelease(release, 'halt');
    if (halted) await trx.updateTable('firmware_release').set(halted).where('id', '=', releaseId).execute();
    await stopSaleFor(trx, pid, `固件 ${version} 未通过验证 · Firmware ${version} did not pass its verification`);
    await publishProduct(context, trx, pid);
    context.log.warn({ pid, releaseId, version }, 'release.failed');
  },
});
