import type { DeviceId, SubscriptionView } from '@kaitong/contract';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useId, useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { buyingApi } from '../orders/buying-api.ts';
import { buyingQueries } from '../orders/buying-queries.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Facts, Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import styles from './CloudStorage.module.css';

/** 云存储已过期，请联系项目经理: since when, and whom. */
export function Expired({ subscription }: { subscription: SubscriptionView }) {
  const t = useText();
  const { footageUntil, contact } = subscription;
  const ways = (['name', 'phone', 'email', 'note'] as const)
    .filter((way) => contact[way] !== '')
    .map((way) => ({ name: t(`cloud.contact.${way}`), value: <Way way={way} text={contact[way]} /> }));
  return (
    <>
      <Callout tone="refused" title={t('cloud.expired')}>
        {footageUntil ? (
          <span>
            {t('cloud.expiredUntil')} <TimeText at={footageUntil} exact />
          </span>
        ) : (
          <span>{t('cloud.expiredGone')}</span>
        )}
      </Callout>
      {ways.length > 0 && (
        <Group title={t('cloud.contact.title')}>
          <Facts facts={ways} />
        </Group>
      )}
    </>
  );
}

function Way({ way, text }: { way: 'name' | 'phone' | 'email' | 'note'; text: string }) {
  if (way === 'phone') return <a href={`tel:${text.replaceAll(/[^\d+]/g, '')}`}>{text}</a>;
  if (way === 'email') return <a href={`mailto:${text}`}>{text}</a>;
  return text;
}

/** What was asked for this camera and how far it is; and a form while nothing of it is open. */
export function Requests({ deviceId }: { deviceId: DeviceId }) {
  const t = useText();
  const requests = useInfiniteQuery(buyingQueries.requests());
  const own = requests.data?.pages.flatMap(({ items }) => items).filter((one) => one.deviceId === deviceId) ?? [];
  const isOpen = own.some(({ state }) => state !== 'closed');
  return (
    <>
      {own.length > 0 && (
        <Group title={t('cloud.requests')}>
          <ul>
            {own.map((request) => (
              <li key={request.id} className={styles.queued}>
                <strong>{t(`cloud.requestStates.${request.state}`)}</strong>
                <span>
                  <TimeText at={request.at} />
                </span>
                <p>{request.message}</p>
              </li>
            ))}
          </ul>
        </Group>
      )}
      {!isOpen && requests.isSuccess && <RequestForm deviceId={deviceId} />}
    </>
  );
}

function RequestForm({ deviceId }: { deviceId: DeviceId }) {
  const t = useText();
  const id = useId();
  const client = useQueryClient();
  const [message, setMessage] = useState('');
  const send = useOnce({
    mutationFn: () => buyingApi.createContactRequest({ params: { deviceId }, body: { message } }),
    onSuccess: async () => {
      setMessage('');
      await client.invalidateQueries({ queryKey: buyingQueries.requests().queryKey });
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (!send.isPending && message.trim() !== '') send.mutate();
  };
  return (
    <form className={styles.request} onSubmit={submit}>
      <label htmlFor={id}>{t('cloud.requestLabel')}</label>
      <textarea id={id} rows={3} maxLength={1000} value={message} onChange={({ target }) => setMessage(target.value)} />
      {send.isError && <ErrorNotice error={send.error} />}
      <Button type="submit" kind="primary" disabled={message.trim() === ''} busy={send.isPending && t('cloud.sending')}>
        {t('cloud.requestSend')}
      </Button>
    </form>
  );
}
