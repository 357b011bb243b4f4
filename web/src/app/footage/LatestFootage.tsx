import type { OwnerDevice } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { serverNow } from '../../api/clock.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { may } from '../household/may.ts';
import { Group } from '../parts/Group.tsx';
import { addDays, beginOf, dayOf } from './day/days.ts';
import { footageQueries } from './footage-queries.ts';
import styles from './LatestFootage.module.css';
import { Preview } from './Preview.tsx';
import { useText } from './texts/index.ts';

/** On a camera's page: the latest recording, how many are unread, and the way to all of them. */
export function LatestFootage({ device }: { device: OwnerDevice }) {
  const { deviceId, cloudStorage } = device;
  const t = useText();
  const mayHave = cloudStorage !== null;
  const latest = useQuery({ ...footageQueries.latest(deviceId), enabled: mayHave });
  const tomorrow = addDays(dayOf(serverNow()), 1);
  const month = { from: beginOf(addDays(tomorrow, -31)).toISOString(), to: beginOf(tomorrow).toISOString() };
  const hours = useQuery({ ...footageQueries.calendar(deviceId, month), enabled: mayHave });
  const event = latest.data;
  if (!mayHave || (cloudStorage.state === 'none' && !event)) return null;
  const unread = may(device, 'manage') ? (hours.data?.reduce((sum, hour) => sum + hour.unread, 0) ?? 0) : 0;
  const day = event && dayOf(event.startedAt);
  return (
    <Group title={t('footage.title')}>
      <Link
        to="/devices/$deviceId/footage"
        params={{ deviceId }}
        search={day ? { day } : {}}
        className={styles.latest}
        data-testid="latest-footage"
      >
        <Preview url={event?.previewUrl} isBeside />
        <span className={styles.words}>
          <strong>{event ? t(`footage.types.${event.type}`) : t('footage.noneYet')}</strong>
          {event && (
            <span>
              <TimeText at={event.happenedAt} />
            </span>
          )}
          {unread > 0 && <span>{t('footage.dayUnread', { count: unread })}</span>}
        </span>
        <Icon name="forward" size={18} />
      </Link>
    </Group>
  );
}
