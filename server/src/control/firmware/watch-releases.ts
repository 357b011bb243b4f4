import { minutes, type ReleaseId, type ReleaseUploads, type UploadTally } from '@kaitong/contract';
import { breaksUploads, moveRelease } from '@kaitong/core';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import { audit, byPlatform } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { publishProduct } from '../products/publish-product.ts';
import { askRegions } from '../regions/ask-regions.ts';
import { lockProduct } from './keys.ts';
import { lockRelease } from './show-release.ts';

// Its subject is a release that is offered.
const WATCH = 'release.watch';
const EVERY = minutes(5);

export const watchRelease = (trx: ControlTransaction, releaseId: ReleaseId): Promise<void> =>
  setDeadline(trx, WATCH, releaseId, EVERY);

/** Looks every few minutes whether the units that took a release upload as well as the others, and halts it where not. */
export const releaseWatchHandlers = (
  context: ControlContext,
): Record<string, DeadlineHandler<ControlTables, ReleaseId>> => ({
  [WATCH]: async ({ subject: releaseId }, trx) => {
    const found = await trx
      .selectFrom('firmware_release')
      .select(['pid', 'state'])
      .where('id', '=', releaseId)
      .executeTakeFirst();
    if (found?.state !== 'offered') return; // whoever resumes it has it watched again
    const { pid } = found;
    const { given } = await askRegions(context, (region) => region.countUploads({ body: { pid, releaseId } }));
    const updated = sum(given.map(({ answer }) => answer.updated));
    const others = sum(given.map(({ answer }) => answer.others));
    const uploads = { updated, others };
    if (!breaksUploads(updated, others)) {
      await noteUploads(trx, releaseId, uploads);
      return await watchRelease(trx, releaseId);
    }
    await lockProduct(trx, pid);
    const release = await lockRelease(trx, pid, releaseId);
    const halted = release && moveRelease(release, 'halt');
    if (!release || !halted || release.state !== 'offered') return; // somebody was faster
    await trx
      .updateTable('firmware_release')
      .set({ ...halted, uploads: json(uploads), halted_for: json(uploads) })
      .where('id', '=', releaseId)
      .execute();
    const { account_id } = await trx
      .selectFrom('product')
      .select('account_id')
      .where('pid', '=', pid)
      .executeTakeFirstOrThrow();
    const { version } = release.manifest;
    await audit(trx, byPlatform(account_id), 'release.moved', pid, { version, move: 'halt', share: halted.share });
    const data = { pid, productName: null, releaseId, version, share: halted.share, ...uploads };
    await writeNotice(trx, account_id, { kind: 'release.halted', data });
    await publishProduct(context, trx, pid);
    context.log.warn({ pid, releaseId, version, ...uploads }, 'release.halted');
  },
});

/** Whoever moves the release just now goes first: what was seen is seen again in a few minutes. */
async function noteUploads(trx: ControlTransaction, releaseId: ReleaseId, uploads: ReleaseUploads): Promise<void> {
  const free = trx.selectFrom('firmware_release').select('id').where('id', '=', releaseId).forUpdate().skipLocked();
  await trx
    .updateTable('firmware_release')
    .set({ uploads: json(uploads) })
    .where('id', 'in', free)
    .execute();
}

const sum = (tallies: readonly UploadTally[]): UploadTally =>
  tallies.reduce(
    (all, one) => ({
      units: all.units + one.units,
      opened: all.opened + one.opened,
      arrived: all.arrived + one.arrived,
    }),
    { units: 0, opened: 0, arrived: 0 },
  );
