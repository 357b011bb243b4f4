import { Link, Outlet, useLocation, useRouter } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect } from 'react';
import { useStorageFull } from '../../api/storage.ts';
import { formatTime } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { useNetwork } from '../events/use-network.ts';
import { useOwnerEvents } from '../events/use-owner-events.ts';
import { fetchPagesLater } from '../pages.ts';
import { place } from '../place.ts';
import { useText } from '../texts/index.ts';
import styles from './Frame.module.css';
import { useKeptAt } from './kept.ts';

/** Loaded when there is something to tell. */
const EventNotice = lazy(() => import('../events/EventNotice.tsx'));

/** What is around every page of a signed-in owner: the tabs where thumbs are, and whether what is shown is current. */
export function Frame() {
  const t = useText();
  const network = useNetwork();
  const isFull = useStorageFull();
  const { history } = useRouter();
  const go = useCallback((path: string) => history.push(place.pages + path), [history]);
  useEffect(() => fetchPagesLater(go), [go]);
  const { connected, news, seeNotices, grown } = useOwnerEvents();
  const keptAt = useKeptAt();
  const lost = keptAt
    ? t('connection.kept', { time: formatTime(new Date(keptAt).toISOString()) })
    : !network
      ? t('connection.offline')
      : !connected
        ? t('connection.lost')
        : undefined;
  return (
    <div className={styles.frame}>
      <div role="status">
        {isFull && (
          <p className={styles.lost}>
            <Icon name="alert" size={18} />
            {t('connection.full')}
          </p>
        )}
        {lost && (
          <p className={styles.lost}>
            <Icon name="offline" size={18} />
            {lost}
          </p>
        )}
      </div>
      <div className={styles.content}>
        <Outlet />
      </div>
      {grown && (
        <Suspense>
          <EventNotice grown={grown} go={go} />
        </Suspense>
      )}
      <nav className={styles.tabs} aria-label={t('tabs.label')}>
        <Tab to="/" icon="camera" label={t('tabs.devices')} />
        <Tab
          to="/notices"
          icon="bell"
          label={t('tabs.notices')}
          onClick={seeNotices}
          {...(news ? { news: t('tabs.unread') } : {})}
        />
        <Tab to="/me" icon="person" label={t('tabs.me')} />
      </nav>
    </div>
  );
}

type TabProps = { to: '/' | '/notices' | '/me'; icon: IconName; label: string; news?: string; onClick?: () => void };

/** A tab is current on the pages below it, too; orders are listed below Me, and what is below no other is below the devices. */
const tabOf = (pathname: string): TabProps['to'] => {
  if (pathname.startsWith('/orders')) return '/me';
  return (['/notices', '/me'] as const).find((tab) => pathname.startsWith(tab)) ?? '/';
};

function Tab({ to, icon, label, news, onClick }: TabProps) {
  const isCurrent = useLocation({ select: ({ pathname }) => tabOf(pathname) === to });
  return (
    <Link to={to} className={styles.tab} data-current={isCurrent} preload={false} onClick={onClick}>
      <span className={styles.icon}>
        <Icon name={icon} size={24} />
        {news && <span className={styles.dot} />}
      </span>
      {label}
      {news && <span className="visually-hidden">{news}</span>}
    </Link>
  );
}
