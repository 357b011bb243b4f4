import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { Page } from '../../desk/frame/Page.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { useText } from '../texts/index.ts';
import { DueTab } from './DueTab.tsx';
import { PayoutsTab } from './PayoutsTab.tsx';
import { StatementsTab } from './StatementsTab.tsx';

const route = getRouteApi('/signed-in/personal/statements');
const TABS = ['due', 'statements', 'payouts'] as const;

/** Who is to be paid, on what statement, and what was paid. */
export function StatementsPage() {
  const t = useText();
  const { tab = 'due' } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title={t('settlements.title')} lead={t('settlements.text')}>
      <Panel>
        <Tabs
          activeKey={tab}
          destroyOnHidden
          onChange={(key) => void navigate({ to: '/statements', search: { tab: TABS.find((one) => one === key) } })}
          items={[
            { key: 'due', label: t('settlements.tabs.due'), children: <DueTab /> },
            { key: 'statements', label: t('settlements.tabs.statements'), children: <StatementsTab /> },
            { key: 'payouts', label: t('settlements.tabs.payouts'), children: <PayoutsTab /> },
          ]}
        />
      </Panel>
    </Page>
  );
}
