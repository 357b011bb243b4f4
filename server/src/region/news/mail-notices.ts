import { DeviceId, seconds } from '@kaitong/contract';
import type { Mailer } from '../../mail/open-mailer.ts';
import { type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import type { NoticeType } from '../../store/region/owners.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { composeNoticeMail, type MailedNotice } from './notice-mails.ts';
import { addNotice, type NewNotice } from './notices.ts';

const MAILING = 'notice.mail';
/** Some hours: of a matter of days, the notice itself is there all the time. */
const MOST_TRIES = 12;

/** A notice that its owner is written of too, where mail can be sent: about money, and what ends. */
export async function addMailedNotice(
  trx: RegionTransaction,
  { mailer }: { mailer: Mailer | undefined },
  notice: NewNotice & { type: MailedNotice },
): Promise<void> {
  await addNotice(trx, notice);
  if (mailer) await setDeadline(trx, MAILING, `${notice.deviceId} ${notice.type}`, seconds(0));
}

/** Sends them; none, where no mail can be sent: another process may be able to. */
export function noticeMailHandlers({
  mailer,
  publicUrl,
  log,
  region,
}: Pick<RegionContext, 'mailer' | 'publicUrl' | 'log' | 'region'>): DeadlineHandlers<RegionTables> {
  if (!mailer) return {};
  return {
    async [MAILING]({ subject, tries }: { subject: string; tries: number }, trx) {
      const [id, type = ''] = subject.split(' ');
      const deviceId = DeviceId.parse(id);
      if (tries >= MOST_TRIES) return log.warn({ region, deviceId, type }, 'mail.given_up');
      const notice = await trx
        .selectFrom('notice')
        .innerJoin('login_user', 'login_user.id', 'notice.owner_id')
        .leftJoin('alarm_setting', 'alarm_setting.owner_id', 'notice.owner_id')
        .select(['device_name', 'about', 'email', 'phone', 'time_zone'])
        .where('device_id', '=', deviceId)
        .where('type', '=', type as NoticeType)
        .orderBy('notice.id', 'desc')
        .executeTakeFirst();
      // Who signs in by a phone number has an address that leads nowhere.
      if (!notice || notice.phone !== null) return;
      const link = `${publicUrl}/app/devices/${deviceId}/cloud-storage`;
      const { device_name: camera, about, time_zone: timeZone } = notice;
      const said = { camera, about, timeZone: timeZone ?? 'UTC', link, host: new URL(publicUrl).host };
      await mailer.send({ to: notice.email, ...composeNoticeMail(type as MailedNotice, said) });
    },
  };
}
