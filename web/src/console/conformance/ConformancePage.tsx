import { type Conformance, outcomeText } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert } from 'antd';
import { explainProblem } from '../../api/explain.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { titleOf } from '../../desk/words/title-of.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Shares } from '../application/Shares.tsx';
import { PidLink } from '../products/PidLink.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { ItemList } from './ItemList.tsx';
import { TestActions } from './TestActions.tsx';
import { useConformance } from './use-conformance.ts';

const route = getRouteApi('/signed-in/personal/conformance/$id');

/** One extended test, while it runs and for as long as it is kept. */
export function ConformancePage() {
  const t = useText();
  const { id } = route.useParams();
  const test = useQuery(queries.conformance(id));
  const [language] = useLanguage();
  const titleIn = (data: Conformance): string => {
    const state = data.state === 'running' ? t('conformance.running') : outcomeText(data, language);
    return titleOf(data.productName, state, data.firmware);
  };
  return (
    <Page
      title={test.data ? titleIn(test.data) : t('conformance.title')}
      short={t('conformance.title')}
      crumbs={[
        { text: t('menu.myServices'), link: { to: '/my/services' } },
        {
          text: t('services.video-cloud-storage.name'),
          link: { to: '/my/services/video-cloud-storage', search: { tab: 'items' } },
        },
        ...(test.data
          ? [
              {
                text: test.data.productName,
                link: {
                  to: '/my/services/video-cloud-storage/items/$pid',
                  params: { pid: test.data.pid },
                } as const,
              },
            ]
          : []),
      ]}
      actions={test.data && <TestActions test={test.data} />}
    >
      <Loaded query={test}>{(data) => <Details test={data} />}</Loaded>
    </Page>
  );
}

function Details({ test }: { test: Conformance }) {
  const t = useText();
  const [language] = useLanguage();
  const connected = useConformance(test);
  const problem = test.problem && explainProblem(test.problem.code, test.problem.params, language);
  return (
    <>
      <TestFacts test={test} />
      {!connected && (
        <Alert type="warning" showIcon title={t('conformance.reconnecting')} style={{ marginBottom: 16 }} />
      )}
      {problem && (
        <Alert
          type="warning"
          showIcon
          title={problem.title}
          description={problem.remedy}
          style={{ marginBottom: 16 }}
        />
      )}
      <Panel title={t('conformance.items')}>
        <ItemList items={test.items} />
      </Panel>
      {test.state === 'ended' && <Shares of={{ test }} />}
    </>
  );
}

function TestFacts({ test }: { test: Conformance }) {
  const t = useText();
  const regionNames = useRegionNames();
  const { deviceId, pid, region, createdAt, endedAt } = test;
  return (
    <Facts
      as="line"
      facts={[
        ['PID', <PidLink key="pid" pid={pid} />],
        [t('application.deviceId'), <Ident key="id" value={deviceId} />],
        [t('application.region'), regionNames([region])],
        [t('conformance.startedAt'), <TimeText key="at" at={createdAt} />],
        ...(endedAt ? ([[t('application.endedAt'), <TimeText key="ended" at={endedAt} />]] as const) : []),
      ]}
    />
  );
}
