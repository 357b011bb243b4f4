import type { RegionHealth, Tasks } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { TextLink } from '../../desk/parts/TextLink.tsx';
import { useMoney } from '../../desk/words/use-money.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { formatBytes } from '../../ui/format.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { operatorQueries } from '../queries.ts';
import { healthOf, needsHand } from '../regions/health-of.ts';
import { useText } from '../texts/index.ts';
import styles from './Tasks.module.css';

/** What needs a hand, each with the way to where it is done; news and ten seconds keep it true. */
export function TasksPage() {
  const t = useText();
  const regions = useQuery(operatorQueries.regions());
  return (
    <Page title={t('tasks.title')} lead={t('tasks.text')}>
      <Loaded query={useQuery(operatorQueries.tasks())}>
        {(tasks) => <Loaded query={regions}>{({ items }) => <Groups tasks={tasks} regions={items} />}</Loaded>}
      </Loaded>
    </Page>
  );
}

function Groups({ tasks, regions }: { tasks: Tasks; regions: RegionHealth[] }) {
  const t = useText();
  const { refusedRefunds, requests, due, lagging } = tasks;
  const troubled = regions.filter((region) => needsHand(healthOf(region)));
  const isNothing = refusedRefunds.count + requests.count + due.count + lagging.length + troubled.length === 0;
  if (isNothing)
    return (
      <Panel>
        <EmptyState picture="check" title={t('tasks.none')} text={t('tasks.noneText')}>
          <LinkButton to="/regions">{t('operator.regions.title')}</LinkButton>
        </EmptyState>
      </Panel>
    );
  return (
    <>
      <Regions troubled={troubled} lagging={lagging} />
      <Refunds {...refusedRefunds} />
      <Requests {...requests} />
      <Due {...due} />
    </>
  );
}

type GroupProps = { title: string; count: number; shown: number; icon: IconName; all: ReactNode; children: ReactNode };

function Group({ title, count, shown, icon, all, children }: GroupProps) {
  const t = useText();
  if (count === 0) return null;
  return (
    <Panel title={`${title} · ${count}`} extra={all}>
      <ul className={styles.rows}>{children}</ul>
      {count > shown && (
        <p className={styles.more}>
          <Icon name={icon} /> {t('tasks.more', { n: count - shown })}
        </p>
      )}
    </Panel>
  );
}

function Regions({ troubled, lagging }: { troubled: RegionHealth[]; lagging: Tasks['lagging'] }) {
  const t = useText();
  const regionNames = useRegionNames();
  const count = troubled.length + lagging.length;
  return (
    <Group
      title={t('tasks.regions')}
      count={count}
      shown={count}
      icon="cloud"
      all={<TextLink to="/regions">{t('tasks.toRegions')}</TextLink>}
    >
      {troubled.map((health) => (
        <li key={health.region}>
          <Icon name="alert" />
          <b>{regionNames([health.region])}</b>
          <span>{t(`operator.regions.${healthOf(health)}`)}</span>
          {health.storage && (
            <span className={styles.soft}>{t('tasks.left', { free: formatBytes(health.storage.freeBytes) })}</span>
          )}
        </li>
      ))}
      {lagging.map(({ region, changes, since }) => (
        <li key={`lag ${region}`}>
          <Icon name="clock" />
          <b>{regionNames([region])}</b>
          <span>{t('tasks.lagging', { n: changes })}</span>
          <span className={styles.soft}>
            {t('tasks.since')} <TimeText at={since} />
          </span>
        </li>
      ))}
    </Group>
  );
}

function Refunds({ count, first }: Tasks['refusedRefunds']) {
  const t = useText();
  const money = useMoney();
  const regionNames = useRegionNames();
  return (
    <Group
      title={t('tasks.refunds')}
      count={count}
      shown={first.length}
      icon="receipt"
      all={
        <TextLink to="/orders" search={{}}>
          {t('tasks.toOrders')}
        </TextLink>
      }
    >
      {first.map(({ orderId, region, amount, at }) => (
        <li key={orderId}>
          <Icon name="undo" />
          <b>{money(amount)}</b>
          <Ident value={orderId} />
          <span className={styles.soft}>
            {regionNames([region])} · <TimeText at={at} />
          </span>
          <TextLink to="/orders" search={{ search: orderId }}>
            {t('tasks.refundAgain')}
          </TextLink>
        </li>
      ))}
    </Group>
  );
}

function Requests({ count, first }: Tasks['requests']) {
  const t = useText();
  const regionNames = useRegionNames();
  return (
    <Group
      title={t('tasks.requests')}
      count={count}
      shown={first.length}
      icon="person"
      all={
        <TextLink to="/requests" search={{ state: 'sent' }}>
          {t('tasks.toRequests')}
        </TextLink>
      }
    >
      {first.map(({ id, topic, region, at }) => (
        <li key={id}>
          <Icon name="person" />
          <b>{t(`operatorRequests.topics.${topic}`)}</b>
          <span className={styles.soft}>
            {region && `${regionNames([region])} · `}
            <TimeText at={at} />
          </span>
          <TextLink to="/requests" search={{ state: 'sent', topic }}>
            {t('tasks.answer')}
          </TextLink>
        </li>
      ))}
    </Group>
  );
}

function Due({ count, first }: Tasks['due']) {
  const t = useText();
  const money = useMoney();
  return (
    <Group
      title={t('tasks.due')}
      count={count}
      shown={first.length}
      icon="receipt"
      all={
        <TextLink to="/statements" search={{ tab: 'due' }}>
          {t('tasks.toDue')}
        </TextLink>
      }
    >
      {first.map(({ accountId, accountName, money: owed, payable }) => (
        <li key={`${accountId} ${owed.currency}`}>
          <Icon name="receipt" />
          <b>{money(owed)}</b>
          <span>{accountName}</span>
          {!payable && <span className={styles.soft}>{t('tasks.notPayable')}</span>}
          <TextLink to="/statements" search={{ tab: 'due', search: accountId }}>
            {t('tasks.pay')}
          </TextLink>
        </li>
      ))}
    </Group>
  );
}
