import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { Page } from '../../desk/frame/Page.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { useText } from '../texts/index.ts';
import { EntriesTab } from './EntriesTab.tsx';
import { TrialBalanceTab } from './TrialBalanceTab.tsx';

const route = getRouteApi('/signed-in/personal/ledger');

/** The books: the journal, and whether it adds up. */
export function LedgerPage() {
  const t = useText();
  const { tab = 'entries' } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title={t('ledger.title')} lead={t('ledger.text')}>
      <Panel>
        <Tabs
          activeKey={tab}
          destroyOnHidden
          onChange={(key) => void navigate({ to: '/ledger', search: { tab: key === 'balances' ? key : undefined } })}
          items={[
            { key: 'entries', label: t('ledger.tabs.entries'), children: <EntriesTab /> },
            { key: 'balances', label: t('ledger.tabs.balances'), children: <TrialBalanceTab /> },
          ]}
        />
      </Panel>
    </Page>
  );
}
