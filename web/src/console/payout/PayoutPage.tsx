import { useQuery } from '@tanstack/react-query';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { ChannelFacts } from '../../desk/selling/ChannelFacts.tsx';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { SetChannel } from './SetChannel.tsx';

/** 支付渠道配置: where the maker's shares are paid to. The number is masked once it is saved. */
export function PayoutPage() {
  const t = useText();
  const may = useMay();
  const channel = useQuery(queries.payoutChannel());
  const [editing, setEditing] = useState(false);
  const mayChange = may('putPayoutChannel');
  const known = channel.data?.channel ?? null;
  return (
    <Page
      title={t('payout.title')}
      lead={t('payout.text')}
      actions={
        mayChange &&
        known && (
          <Button type="primary" onClick={() => setEditing(true)}>
            {t('payout.change')}
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
              <EmptyState picture="receipt" title={t('payout.none')} text={t('payout.noneText')}>
                {mayChange ? <Button onClick={() => setEditing(true)}>{t('payout.set')}</Button> : <AskTeam />}
              </EmptyState>
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
