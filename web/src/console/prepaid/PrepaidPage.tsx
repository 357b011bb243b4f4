import { CONTACT_STATES, type control, type Output } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { ContactTag } from '../../desk/selling/ContactTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import styles from './Prepaid.module.css';
import { SendRequest } from './SendRequest.tsx';

type Request = Output<typeof control.listPrepaidRequests>['items'][number];

/** 预存款: not self-service. What it is, a request to the operator's BD, and how far the requests are. */
export function PrepaidPage() {
  const t = useText();
  const mayAsk = useMay()('createPrepaidRequest');
  const [sending, setSending] = useState(false);
  const columns: Column<Request>[] = [
    { key: 'at', title: t('prepaid.at'), cell: ({ at }) => <TimeText at={at} /> },
    { key: 'state', title: t('prepaid.state'), phone: 'state', cell: ({ state }) => <ContactTag state={state} /> },
    {
      key: 'message',
      title: t('prepaid.message'),
      wide: true,
      phone: 'name',
      cell: ({ message, contactName, contact }) => (
        <>
          <div className={styles.message}>{message}</div>
          <div className={styles.soft}>
            {contactName} · {contact}
          </div>
        </>
      ),
    },
    {
      key: 'answer',
      title: t('prepaid.answer'),
      cell: ({ answer, state, changedAt }) => (
        <div className={styles.answer}>
          <div className={styles.message}>{answer ?? t('prepaid.noAnswer')}</div>
          {state !== 'sent' && (
            <div className={styles.soft}>
              <TimeText at={changedAt} />
            </div>
          )}
        </div>
      ),
    },
  ];
  return (
    <Page
      title={t('prepaid.title')}
      lead={t('prepaid.text')}
      actions={
        mayAsk && (
          <Button type="primary" onClick={() => setSending(true)}>
            {t('prepaid.create')}
          </Button>
        )
      }
    >
      <Panel>
        <ol className={styles.steps}>
          {CONTACT_STATES.map((state) => (
            <li key={state}>
              <strong>{t(`contactStates.${state}`)}</strong>
              <span className={styles.soft}>{t(`prepaid.stepText.${state}`)}</span>
            </li>
          ))}
        </ol>
      </Panel>
      <Panel title={t('prepaid.list')}>
        <PagedTable
          label={t('prepaid.list')}
          query={useInfiniteQuery(queries.prepaidRequests())}
          columns={columns}
          keyOf={({ id }) => id}
          empty={
            <EmptyState picture="edit" title={t('prepaid.empty')} text={t('prepaid.emptyText')}>
              {mayAsk ? <Button onClick={() => setSending(true)}>{t('prepaid.create')}</Button> : <AskTeam />}
            </EmptyState>
          }
        />
      </Panel>
      {sending && <SendRequest onClose={() => setSending(false)} />}
    </Page>
  );
}
