import type { control, Output } from '@kaitong/contract';
import { Button } from 'antd';
import { ContactTag } from '../../desk/selling/ContactTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import styles from './Requests.module.css';

export type ContactRequest = Output<typeof control.changeContactRequest>;

export function useRequestColumns(handle: (request: ContactRequest) => void): Column<ContactRequest>[] {
  const t = useText();
  const columns: Column<ContactRequest>[] = [
    {
      key: 'at',
      title: t('operatorRequests.at'),
      cell: ({ at, topic }) => (
        <div className={styles.lines}>
          <TimeText at={at} />
          <span className={`${styles.soft} ${styles.topic}`}>{t(`operatorRequests.topics.${topic}`)}</span>
        </div>
      ),
    },
    { key: 'from', title: t('operatorRequests.from'), phone: 'name', cell: (request) => <From request={request} /> },
    {
      key: 'message',
      title: t('operatorRequests.message'),
      wide: true,
      cell: ({ message, answer, topic }) => (
        <>
          <div className={styles.text}>{message}</div>
          {answer && (
            <div className={`${styles.soft} ${styles.text}`}>
              {t(topic === 'prepaid' ? 'operatorRequests.answerIs' : 'operatorRequests.noteIs', { text: answer })}
            </div>
          )}
        </>
      ),
    },
    {
      key: 'state',
      title: t('operatorRequests.state'),
      phone: 'state',
      cell: ({ state, changedAt }) => (
        <div className={styles.lines}>
          <ContactTag state={state} />
          {state !== 'sent' && (
            <span className={styles.soft}>
              <TimeText at={changedAt} />
            </span>
          )}
        </div>
      ),
    },
  ];
  if (useMayChange())
    columns.push({
      key: 'handle',
      title: t('common.actions'),
      phone: 'action',
      cell: (request) => {
        const action = t(request.state === 'closed' ? 'operatorRequests.addTo' : 'operatorRequests.handle');
        return (
          <Button size="small" aria-label={`${action} ${request.from}`} onClick={() => handle(request)}>
            {action}
          </Button>
        );
      },
    });
  return columns;
}

/** Who asks and how to reach them: an owner with the camera, or a maker with its account. */
export function From({ request }: { request: ContactRequest }) {
  const t = useText();
  const regionNames = useRegionNames();
  const { from, contact, account, region, deviceId } = request;
  return (
    <div className={styles.lines}>
      <strong>{from}</strong>
      <span className={styles.text}>{contact || t('operatorRequests.noContact')}</span>
      {account && <span className={styles.soft}>{t('operatorRequests.maker', { name: account.name })}</span>}
      {region && <span className={styles.soft}>{t('operatorRequests.owner', { region: regionNames([region]) })}</span>}
      {deviceId && <Ident value={deviceId} />}
    </div>
  );
}
