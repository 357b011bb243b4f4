import type { control, Output } from '@kaitong/contract';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { TimeText } from '../../ui/TimeText.tsx';
import { EmptyState } from '../frame/EmptyState.tsx';
import { Facts } from '../frame/Facts.tsx';
import { Loaded } from '../frame/Loaded.tsx';
import { Page } from '../frame/Page.tsx';
import { Panel } from '../frame/Panel.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { SetChannel } from './SetChannel.tsx';

type Channel = NonNullable<Output<typeof control.getPayoutChannel>['channel']>;

/** 支付渠道配置: where the maker's shares are paid to. The number is masked once it is saved. */
export function PayoutPage() {
  const t = useText();
  const { data: session } = useSuspenseQuery(queries.session());
  const channel = useQuery(queries.payoutChannel());
  const [editing, setEditing] = useState(false);
  const mayChange = session.account.role === 'administrator';
  const known = channel.data?.channel ?? null;
  return (
    <Page
      title={t('payout.title')}
      lead={t('payout.text')}
      actions={
        mayChange &&
        channel.data && (
          <Button type="primary" onClick={() => setEditing(true)}>
            {known ? t('payout.change') : t('payout.set')}
          </Button>
        )
      }
    >
      {!mayChange && <Alert type="info" showIcon title={t('payout.onlyAdministrator')} style={{ marginBottom: 16 }} />}
      <Panel>
        <Loaded query={channel}>
          {() =>
            known ? (
              <ChannelFacts channel={known} />
            ) : (
              <EmptyState title={t('payout.none')} text={t('payout.noneText')} />
            )
          }
        </Loaded>
      </Panel>
      <p style={{ color: 'var(--kt-ink-soft)', fontSize: 13 }}>
        {t('payout.masked')} {t('payout.secured')}
      </p>
      {editing && <SetChannel known={known} onClose={() => setEditing(false)} />}
    </Page>
  );
}

/** Also shown to the operator's accountants, with the whole number. */
export function ChannelFacts({
  channel: { method, holder, account, bank, currency, changedAt },
}: {
  channel: Channel;
}) {
  const t = useText();
  return (
    <Facts
      facts={[
        [t('payout.method'), t(`payout.methods.${method}`)],
        [t('payout.holder'), holder],
        [
          t(`payout.account.${method}`),
          <span key="account" className="mono">
            {account}
          </span>,
        ],
        ...(bank ? ([[t('payout.bank'), bank]] as const) : []),
        [t('payout.currency'), currency],
        [t('payout.changedAt'), <TimeText key="at" at={changedAt} />],
      ]}
    />
  );
}
