import type { DeviceId, NoticeAbout, OwnerId, ReminderKind } from '@kaitong/contract';
import { queueReminders } from '../alarms/queue-alarms.ts';
import type { RegionTransaction } from '../context.ts';
import { addMailedNotice } from '../news/mail-notices.ts';

type Due = { ownerId: OwnerId; deviceId: DeviceId; type: ReminderKind; about?: NoticeAbout };

/** Says that something ends, or is charged or was not: as a notice, by mail where there is mail, and on the owner's phones. */
export async function remindOwner(
  trx: RegionTransaction,
  mailing: Parameters<typeof addMailedNotice>[1],
  notice: Due,
): Promise<void> {
  await addMailedNotice(trx, mailing, notice);
  await queueReminders(trx, { ...notice, at: notice.about ? new Date(notice.about.at) : null });
}
