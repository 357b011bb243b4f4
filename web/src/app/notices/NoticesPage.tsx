import type { app, Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Page } from '../frame/Page.tsx';
import { useMoneyText } from '../orders/texts/index.ts';
import { useMoney } from '../orders/use-order-name.ts';
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
  const of = useMoneyText();
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
          <Said notice={notice} />
          {notice.about && <About notice={notice} about={notice.about} />}
          <Link
            to={isOfRenewal(notice) ? '/devices/$deviceId/cloud-storage' : '/devices/$deviceId'}
            params={{ deviceId: notice.deviceId }}
            className={styles.open}
          >
            {isOfMoney(notice.type)
              ? of('notice.toRenewal')
              : t(isOfRenewal(notice) ? 'notices.renew' : 'notices.open')}
            <span className="visually-hidden"> {notice.deviceName}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Said({ notice: { type, deviceName: name } }: { notice: Notice }) {
  const t = useText();
  const of = useMoneyText();
  return (
    <>
      <strong>{isOfMoney(type) ? of(`notice.${type}`, { name }) : t(`notices.${type}`, { name })}</strong>
      <p>{isOfMoney(type) ? of(`notice.${type}Text`) : t(`notices.${type}Text`)}</p>
    </>
  );
}

type OfMoney = Extract<Notice['type'], `renewal_${string}`>;
const isOfMoney = (type: Notice['type']): type is OfMoney => type.startsWith('renewal_');

/** When it is, and what it costs. */
function About({ notice: { type }, about }: { notice: Notice; about: NonNullable<Notice['about']> }) {
  const t = useMoneyText();
  const money = useMoney();
  const { at, price, before } = about;
  const isEnd = !isOfMoney(type) || type === 'renewal_refused' || type === 'renewal_ended';
  return (
    <p>
      {t(isEnd ? 'notice.ends' : 'notice.charged')} <TimeText at={at} exact />
      {price && ` · ${t('notice.price')} ${money(price)}`}
      {before && ` · ${t('notice.before')} ${money(before)}`}
    </p>
  );
}

const isOfRenewal = ({ type }: Notice): boolean =>
  isOfMoney(type) || type === 'subscription_expiring' || type === 'subscription_expired';
