import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { type Column, DataTable } from '../../desk/table/DataTable.tsx';
import { salesQueries } from '../sales-queries.ts';
import { ToTasks } from '../ToTasks.tsx';
import { useText } from '../texts/index.ts';
import { useMayChange } from '../use-may-change.ts';
import { AgreementTag } from './AgreementTag.tsx';
import type { AgreementVersion } from './chapters.ts';

/** The versions of the revenue share agreement: drafts, the one that is offered, and what makers are still bound to. */
export function AgreementsPage() {
  const t = useText();
  const versions = useQuery(salesQueries.agreements());
  const current = versions.data?.items.find(({ state }) => state === 'current')?.version;
  const columns: Column<AgreementVersion>[] = [
    {
      key: 'version',
      title: t('operatorAgreements.version'),
      wide: true,
      phone: 'name',
      cell: ({ serviceId, version }) => (
        <>
          <Link to="/agreements/versions/$version" params={{ version }}>
            {version}
          </Link>
          <div style={{ color: 'var(--kt-ink-soft)', fontSize: 13 }}>{t(`services.${serviceId}.name`)}</div>
        </>
      ),
    },
    {
      key: 'state',
      title: t('operatorAgreements.state'),
      phone: 'state',
      cell: ({ state }) => <AgreementTag state={state} />,
    },
    {
      key: 'percent',
      title: t('operatorAgreements.percent'),
      number: true,
      cell: ({ sharePercent }) => t('operatorAgreements.percentOf', { percent: sharePercent }),
    },
    {
      key: 'makers',
      title: t('operatorAgreements.makers'),
      number: true,
      cell: ({ makers }) => t('operatorAgreements.makerCount', { n: makers }),
    },
    { key: 'updated', title: t('operatorAgreements.updatedOn'), phone: 'labelled', cell: ({ updatedOn }) => updatedOn },
  ];
  const mayChange = useMayChange();
  return (
    <Page
      title={t('operatorAgreements.title')}
      lead={t('operatorAgreements.text')}
      actions={
        mayChange &&
        versions.data && (
          <LinkButton look="primary" to="/agreements/new" search={{ from: current }}>
            {t('operatorAgreements.create')}
          </LinkButton>
        )
      }
    >
      <Panel>
        <Loaded query={versions}>
          {({ items }) => (
            <DataTable
              label={t('operatorAgreements.title')}
              items={items}
              columns={columns}
              keyOf={({ serviceId, version }) => `${serviceId} ${version}`}
              empty={
                <EmptyState
                  picture="edit"
                  title={t('operatorAgreements.empty')}
                  text={t('operatorAgreements.emptyText')}
                >
                  {mayChange ? (
                    <LinkButton to="/agreements/new" search={{ from: current }}>
                      {t('operatorAgreements.create')}
                    </LinkButton>
                  ) : (
                    <ToTasks />
                  )}
                </EmptyState>
              }
            />
          )}
        </Loaded>
      </Panel>
    </Page>
  );
}
