import type { ServiceItem } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Alert } from 'antd';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { SaleTag } from '../../desk/selling/SaleTag.tsx';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { ConformanceHistory } from '../conformance/ConformanceHistory.tsx';
import { PriceList } from '../plans/PriceList.tsx';
import { PidLink } from '../products/PidLink.tsx';
import { queries } from '../queries.ts';
import { SoakHistory } from '../soak/SoakHistory.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { ActivationHistory } from './ActivationHistory.tsx';
import { ItemActions } from './ItemActions.tsx';
import styles from './Items.module.css';
import { StageTag } from './StageTag.tsx';

const route = getRouteApi('/signed-in/personal/my/services/video-cloud-storage/items/$pid');

/** One service item: its sale, all its prices, and every activation that the PID ever had. */
export function ItemPage() {
  const t = useText();
  const { pid } = route.useParams();
  const item = useQuery(queries.serviceItem(pid));
  const may = useMay();
  return (
    <Page
      title={item.data?.productName ?? pid}
      crumbs={[
        { text: t('menu.myServices'), link: { to: '/my/services' } },
        {
          text: t('services.video-cloud-storage.name'),
          link: { to: '/my/services/video-cloud-storage', search: { tab: 'items' } },
        },
      ]}
      actions={item.data && <ItemActions item={item.data} />}
    >
      <Loaded query={item}>
        {(data) => (
          <>
            <SaleNotice item={data} />
            <Panel>
              <ItemFacts item={data} />
            </Panel>
            <Panel title={t('plans.prices')} extra={<span className={styles.soft}>{t('plans.usDollarNote')}</span>}>
              {data.plans.length === 0 ? t('items.nothingOnSale') : <PriceList plans={data.plans} usDollar />}
            </Panel>
            {may('listConformance') && <ConformanceHistory pid={pid} canStart={may('startConformance', data.role)} />}
            {may('listSoaks') && <SoakHistory pid={pid} canStart={may('startSoak', data.role)} />}
            <ActivationHistory pid={pid} />
          </>
        )}
      </Loaded>
    </Page>
  );
}

function SaleNotice({ item: { sale, canChange } }: { item: ServiceItem }) {
  const t = useText();
  const reason = sale.reason ? t('sale.reason', { reason: sale.reason }) : undefined;
  return (
    <>
      {sale.state === 'stopped' && (
        <Alert type="info" showIcon title={t('sale.stoppedText')} description={reason} style={{ marginBottom: 16 }} />
      )}
      {sale.state === 'demonstration' && (
        <Alert type="info" showIcon title={t('sale.demonstrationText')} style={{ marginBottom: 16 }} />
      )}
      {sale.state === 'suspended' && (
        <Alert
          type="warning"
          showIcon
          title={t('sale.suspendedText')}
          description={reason}
          style={{ marginBottom: 16 }}
        />
      )}
      {!canChange && <Alert type="info" showIcon title={t('items.onlyView')} style={{ marginBottom: 16 }} />}
    </>
  );
}

function ItemFacts({ item }: { item: ServiceItem }) {
  const t = useText();
  const regionNames = useRegionNames();
  const may = useMay();
  const { pid, stage, sale, plans, plansChosen, firmware, applicationId, deviceId, activatedAt, lagging } = item;
  return (
    <Facts
      facts={[
        ['PID', <PidLink key="pid" pid={pid} />],
        [
          t('items.column.sale'),
          <span key="sale" className={styles.lines}>
            <SaleTag state={sale.state} />
            <span className={styles.soft}>
              <TimeText at={sale.since} />
            </span>
          </span>,
        ],
        [
          t('items.stage'),
          <span key="stage" className={styles.lines}>
            <StageTag stage={stage} />
            <span className={styles.soft}>{t(`items.stageText.${stage}`)}</span>
          </span>,
        ],
        [
          t('plans.column'),
          `${t(plansChosen ? 'plans.chosen' : 'plans.default')} · ${t('plans.count', { n: plans.length })}`,
        ],
        [t('manage.column.activatedAt'), <TimeText key="at" at={activatedAt} />],
        [t('manage.column.firmware'), t('manage.firmwareAtLeast', { firmware })],
        [t('items.sample'), <Ident key="sample" value={deviceId} />],
        ...(may('getApplication')
          ? ([
              [
                t('items.column.activated'),
                <Link key="application" to="/applications/$id" params={{ id: applicationId }}>
                  {t('items.application')}
                </Link>,
              ],
            ] as const)
          : []),
        [
          t('manage.column.regions'),
          lagging.length === 0 ? t('manage.allRegions') : t('items.lagging', { regions: regionNames(lagging) }),
        ],
      ]}
    />
  );
}
