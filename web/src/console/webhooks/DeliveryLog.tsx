import type { Delivery, Webhook } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { useAct } from '../../desk/calls/use-act.ts';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { formatTime } from '../../ui/format.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import styles from './DeliveryLog.module.css';
import { SendTest } from './SendTest.tsx';

/** What was sent in the last 30 days, each with its tries. */
export function DeliveryLog({ webhook }: { webhook: Webhook }) {
  const t = useText();
  const may = useMay();
  const [shown, setShown] = useState<string>();
  const columns: Column<Delivery>[] = [
    {
      key: 'event',
      title: t('webhooks.event'),
      wide: true,
      phone: 'name',
      cell: ({ type }) => t(`webhooks.kind.${type}`),
    },
    { key: 'at', title: t('webhooks.at'), cell: ({ createdAt }) => <TimeText at={createdAt} /> },
    { key: 'result', title: t('webhooks.result'), phone: 'state', cell: (delivery) => <Result delivery={delivery} /> },
    { key: 'tries', title: t('webhooks.tries'), phone: 'labelled', cell: (delivery) => <Tries delivery={delivery} /> },
    {
      key: 'action',
      title: t('common.actions'),
      phone: 'action',
      cell: ({ id }) => (
        <Button type="link" size="small" onClick={() => setShown(shown === id ? undefined : id)}>
          {t(shown === id ? 'webhooks.hide' : 'webhooks.show')}
        </Button>
      ),
    },
  ];
  return (
    <Panel title={t('webhooks.log')}>
      <PagedTable
        label={t('webhooks.log')}
        query={useInfiniteQuery(queries.deliveries(webhook.id))}
        columns={columns}
        keyOf={({ id }) => id}
        below={(delivery) => (delivery.id === shown ? <Details delivery={delivery} webhook={webhook} /> : null)}
        empty={
          <EmptyState picture="share" title={t('webhooks.logEmpty')} text={t('webhooks.logEmptyText')}>
            {may('testWebhook') ? <SendTest webhook={webhook} /> : <AskTeam />}
          </EmptyState>
        }
      />
    </Panel>
  );
}

function Result({ delivery: { state } }: { delivery: Delivery }) {
  const t = useText();
  const text = t(`webhooks.results.${state}`);
  if (state === 'delivered') return <StateTag tone="verified" icon="check" text={text} />;
  if (state === 'failed') return <StateTag tone="refused" icon="cross" text={text} />;
  return <StateTag tone="waiting" icon="clock" text={text} />;
}

/** How often it was sent, and when it is sent again. */
function Tries({ delivery: { state, nextTryAt, tries } }: { delivery: Delivery }) {
  const t = useText();
  const isAgain = state === 'waiting' && tries.length > 0 && nextTryAt !== null;
  return (
    <>
      {tries.length}{' '}
      {isAgain && <span className={styles.soft}>{t('webhooks.nextTry', { at: formatTime(nextTryAt) })}</span>}
    </>
  );
}

function Details({ delivery: { id: deliveryId, body, tries }, webhook }: { delivery: Delivery; webhook: Webhook }) {
  const t = useText();
  const may = useMay();
  const replay = useAct(() => api.replayDelivery({ params: { id: webhook.id, deliveryId } }), {
    done: t('webhooks.replayed'),
    refresh: ['webhooks'],
  });
  return (
    <div className={styles.details}>
      <code>webhook-id: {deliveryId}</code>
      {tries.length === 0 && <p>{t('webhooks.noTries')}</p>}
      <ol className={styles.tries}>
        {tries.map(({ at, tookMs, outcome, status, answer }) => (
          <li key={at}>
            <TimeText at={at} exact /> · {status === null ? '' : `${status} · `}
            {t(`webhooks.outcome.${outcome}`)} · {t('webhooks.took', { ms: tookMs })}
            {answer !== '' && <pre>{answer}</pre>}
          </li>
        ))}
      </ol>
      <div>{t('webhooks.body')}</div>
      <pre>{JSON.stringify(JSON.parse(body), null, 2)}</pre>
      {may('replayDelivery') && (
        <div>
          <Button
            size="small"
            loading={replay.isPending}
            disabled={webhook.state === 'disabled'}
            onClick={() => replay.mutate(undefined)}
          >
            {t('webhooks.replay')}
          </Button>
        </div>
      )}
    </div>
  );
}
