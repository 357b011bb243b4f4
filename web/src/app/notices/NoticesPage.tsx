import type { app, Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Page } from '../frame/Page.tsx';
import { useMoneyText } from '../orders/texts/index.ts';
import { Empty } from '../parts/Empty.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { More } from '../parts/More.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import styles from './NoticesPage.module.css';

type Notice = Output<typeof app.listNotices>['items'][number];

export function NoticesPage() {
  const t = useText();
  const notices = useInfiniteQuery(queries.notices());
  return (
    <Page title={t('notices.title')}>
      <Loaded query={notices} what={t('notices.title')}>
        {({ pages }) => <NoticeList items={pages.flatMap(({ items }) => items)} />}
      </Loaded>
      <More query={notices} />
    </Page>
  );
}

function NoticeList({ items }: { items: Notice[] }) {
  const t = useText();
  if (items.length === 0)
    return <Empty picture={<Icon name="bell" size={72} />} title={t('notices.empty')} text={t('notices.emptyText')} />;
  return (
    <ul className={styles.list}>
      {items.map((notice) => (
        <li key={notice.id} className={styles.notice}>
          <p className={styles.head}>
            <TimeText at={notice.at} />
            {notice.readAt === null && <span className={styles.isNew}>{t('notices.isNew')}</span>}
          </p>
          <strong>{t(`notices.${notice.type}`, { name: notice.deviceName })}</strong>
          <p>{t(`notices.${notice.type}Text`)}</p>
          {notice.about && <About about={notice.about} />}
          <Link
            to={isOfRenewal(notice) ? '/devices/$deviceId/cloud-storage' : '/devices/$deviceId'}
            params={{ deviceId: notice.deviceId }}
            className={styles.open}
          >
            {t(isOfRenewal(notice) ? 'notices.renew' : 'notices.open')}
            <span className="visually-hidden"> {notice.deviceName}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function About({ about: { at } }: { about: NonNullable<Notice['about']> }) {
  const t = useMoneyText();
  return (
    <p>
      {t('notice.ends')} <TimeText at={at} exact />
    </p>
  );
}

const isOfRenewal = ({ type }: Notice): boolean => type === 'subscription_expiring' || type === 'subscription_expired';
