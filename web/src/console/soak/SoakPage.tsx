import { type Soak, type SoakHour, soakFindingText } from '@kaitong/contract';
import { writeSoakJunit } from '@kaitong/contract/markup';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { explainProblem } from '../../api/explain.ts';
import { useAct } from '../../desk/calls/use-act.ts';
import { Page } from '../../desk/frame/Page.tsx';
import { Facts } from '../../desk/parts/Facts.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { titleOf } from '../../desk/words/title-of.ts';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { api } from '../api.ts';
import { VerdictTag } from '../conformance/VerdictTag.tsx';
import { PidLink } from '../products/PidLink.tsx';
import { queries } from '../queries.ts';
import { saveFile } from '../save-file.ts';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import styles from './HourPlot.module.css';
import { HourPlot } from './HourPlot.tsx';
import { SoakState } from './SoakState.tsx';

const route = getRouteApi('/signed-in/personal/soaks/$id');

/** One soak, while it goes on and for as long as it is kept. */
export function SoakPage() {
  const t = useText();
  const { id } = route.useParams();
  const soak = useQuery(queries.soak(id));
  return (
    <Page
      title={soak.data ? titleOf(soak.data.productName, t('soak.title'), soak.data.firmware) : t('soak.title')}
      short={t('soak.title')}
      crumbs={[
        { text: t('menu.myServices'), link: { to: '/my/services' } },
        ...(soak.data
          ? [
              {
                text: soak.data.productName,
                link: { to: '/my/services/video-cloud-storage/items/$pid', params: { pid: soak.data.pid } } as const,
              },
            ]
          : []),
      ]}
      actions={soak.data && <Actions soak={soak.data} />}
    >
      <Loaded query={soak}>{(data) => <Details soak={data} />}</Loaded>
    </Page>
  );
}

function Actions({ soak }: { soak: Soak }) {
  const t = useText();
  const may = useMay();
  const [language] = useLanguage();
  const end = useAct(() => api.endSoak({ params: { id: soak.id } }), {
    done: t('soak.ended'),
    refresh: ['soak', 'soaks'],
  });
  if (soak.state === 'running')
    return !may('endSoak') ? null : (
      <Button danger loading={end.isPending} onClick={() => end.mutate(undefined)}>
        {t('soak.end')}
      </Button>
    );
  const name = `kaitong-soak-${soak.pid}-${soak.id}`;
  return (
    <>
      <Button
        icon={<Icon name="download" />}
        onClick={() => saveFile(`${name}.xml`, writeSoakJunit(soak, language), 'application/xml')}
      >
        {t('soak.junit')}
      </Button>
      <Button
        icon={<Icon name="download" />}
        onClick={() => saveFile(`${name}.json`, JSON.stringify(soak, null, 2), 'application/json')}
      >
        {t('soak.json')}
      </Button>
    </>
  );
}

function Details({ soak }: { soak: Soak }) {
  const t = useText();
  const [language] = useLanguage();
  const regionNames = useRegionNames();
  const problem = soak.problem && explainProblem(soak.problem.code, soak.problem.params, language);
  return (
    <>
      <Facts
        as="line"
        facts={[
          [t('conformance.outcome'), <SoakState key="state" soak={soak} />],
          ['PID', <PidLink key="pid" pid={soak.pid} />],
          [t('application.deviceId'), <Ident key="id" value={soak.deviceId} />],
          [t('application.region'), regionNames([soak.region])],
          [t('conformance.startedAt'), <TimeText key="at" at={soak.createdAt} />],
          ...(soak.endedAt ? ([[t('application.endedAt'), <TimeText key="ended" at={soak.endedAt} />]] as const) : []),
        ]}
      />
      {problem && (
        <Alert
          type="warning"
          showIcon
          title={problem.title}
          description={problem.remedy}
          style={{ marginBottom: 16 }}
        />
      )}
      <Panel title={t('soak.found')}>
        {soak.findings.length === 0 ? t('soak.nothingFound') : <Findings soak={soak} />}
      </Panel>
      <Panel title={t('soak.hours')}>
        {soak.hours.length === 0 ? t('soak.waiting') : <Hours hours={soak.hours} />}
      </Panel>
    </>
  );
}

function Findings({ soak }: { soak: Soak }) {
  const [language] = useLanguage();
  return (
    <ul className={styles.findings}>
      {soak.findings.map((finding) => {
        const { title, remedy } = soakFindingText(finding, language);
        return (
          <li key={finding.rule}>
            <VerdictTag verdict={finding.severity} /> <b>{title}</b>
            <p>{remedy}</p>
          </li>
        );
      })}
    </ul>
  );
}

const tenths = (value: number): number => Math.round(value * 10) / 10;

function Hours({ hours }: { hours: readonly SoakHour[] }) {
  const t = useText();
  const columns: Column<SoakHour>[] = [
    { key: 'hour', title: t('soak.hour'), cell: ({ hour }) => hour + 1 },
    { key: 'from', title: t('conformance.startedAt'), cell: ({ from }) => <TimeText at={from} /> },
    { key: 'asked', title: t('soak.asked'), cell: ({ asked }) => asked },
    { key: 'opened', title: t('soak.opened'), cell: ({ opened }) => opened },
    { key: 'arrived', title: t('soak.arrived'), cell: ({ arrived }) => arrived },
    {
      key: 'lines',
      title: t('soak.lines'),
      cell: ({ lineEnds }) => lineEnds.map(({ code, count }) => `${code} ${count}`).join(', ') || t('common.none'),
    },
    { key: 'firmware', title: t('soak.firmware'), cell: ({ firmware }) => firmware ?? t('common.none') },
  ];
  return (
    <>
      <p className={styles.lead}>{t('soak.hoursText')}</p>
      <div className={styles.plots}>
        <HourPlot title={t('soak.events')} values={hours.map(({ opened }) => opened)} />
        <HourPlot
          title={t('soak.whole')}
          values={hours.map(({ opened, arrived }) => (opened > 0 ? tenths((100 * arrived) / opened) : null))}
        />
        <HourPlot title={t('soak.away')} values={hours.map(({ awayMs }) => tenths(awayMs / 60_000))} />
        <HourPlot
          title={t('soak.playable')}
          values={hours.map(({ firstMs }) => (firstMs ? tenths(firstMs.middle / 1000) : null))}
        />
      </div>
      <DataTable
        label={t('soak.hours')}
        items={[...hours]}
        columns={columns}
        keyOf={({ hour }) => String(hour)}
        empty={null}
      />
    </>
  );
}
