import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Tabs } from 'antd';
import { Page } from '../../desk/frame/Page.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { useText } from '../texts/index.ts';
import { OrdersTab } from './OrdersTab.tsx';
import { Overview } from './Overview.tsx';
import { StatementsTab } from './StatementsTab.tsx';

const route = getRouteApi('/signed-in/personal/billing');
const TABS = ['overview', 'orders', 'statements'] as const;

/** 费用概况: what the maker's products earn, order by order and month by month. */
export function BillingPage() {
  const t = useText();
  const { tab = 'overview' } = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title={t('billing.title')} lead={t('billing.text')}>
      <Panel>
        <Tabs
          activeKey={tab}
          destroyOnHidden
          onChange={(key) => void navigate({ to: '/billing', search: { tab: TABS.find((one) => one === key) } })}
          items={[
            { key: 'overview', label: t('billing.tabs.overview'), children: <Overview /> },
            { key: 'orders', label: t('billing.tabs.orders'), children: <OrdersTab /> },
            { key: 'statements', label: t('billing.tabs.statements'), children: <StatementsTab /> },
          ]}
        />
      </Panel>
    </Page>
  );
}
