import { type control, maker, type Output, type Product } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useState } from 'react';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { StateTag, type Tone } from '../../desk/parts/StateTag.tsx';
import type { Column } from '../../desk/table/DataTable.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import type { IconName } from '../../ui/Icon.tsx';
import { Ident } from '../../ui/Ident.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { queries } from '../queries.ts';
import { AskTeam } from '../team/AskTeam.tsx';
import { useMay } from '../team/use-may.ts';
import { useText } from '../texts/index.ts';
import { IssueLicences } from './IssueLicences.tsx';
import { RevokeLicence } from './RevokeLicence.tsx';

const STATES = ['unused', 'paired', 'revoked'] as const;
const LOOKS: Record<Licence['state'], { tone: Tone; icon: IconName }> = {
  unused: { tone: 'none', icon: 'clock' },
  paired: { tone: 'verified', icon: 'check' },
  revoked: { tone: 'refused', icon: 'ban' },
};

export type Licence = Output<typeof control.listLicences>['items'][number];

/** The licences issued for a product. AuthKeys are not among what can be read again. */
export function Licences({ product }: { product: Product }) {
  const t = useText();
  const [issuing, setIssuing] = useState(false);
  const [state, setState] = useState<Licence['state']>();
  const may = useMay();
  const mayIssue = may('issueLicences', product.role);
  const mayRevoke = may('revokeLicences', product.role);
  const columns: Column<Licence>[] = [
    { key: 'uuid', title: t('licences.uuid'), phone: 'name', cell: ({ uuid }) => <Ident value={uuid} /> },
    {
      key: 'state',
      title: t('licences.state'),
      phone: 'state',
      cell: ({ state: is, pairedIn }) => (
        <StateTag {...LOOKS[is]} text={`${t(`licences.states.${is}`)}${pairedIn ? ` · ${pairedIn}` : ''}`} />
      ),
    },
    { key: 'batch', title: t('licences.batch'), phone: 'labelled', cell: ({ batch }) => batch },
    { key: 'at', title: t('licences.issuedAt'), cell: ({ issuedAt }) => <TimeText at={issuedAt} /> },
    ...(mayRevoke
      ? [
          {
            key: 'action',
            title: t('common.actions'),
            phone: 'action' as const,
            cell: (licence: Licence) => licence.revokedAt === null && <RevokeLicence licence={licence} />,
          },
        ]
      : []),
  ];
  const licences = useInfiniteQuery(queries.licences(product.pid, state));
  // Then the button stands where the first one will.
  const isEmpty = !state && licences.data?.pages[0]?.items.length === 0;
  return (
    <Panel
      title={t('licences.title')}
      extra={
        mayIssue &&
        !isEmpty && (
          <Button type="primary" onClick={() => setIssuing(true)}>
            {t('licences.issue')}
          </Button>
        )
      }
    >
      <p style={{ marginTop: 0 }}>{t('licences.text')}</p>
      <FilterBar>
        <Select<Licence['state']>
          allowClear
          aria-label={t('licences.state')}
          placeholder={t('licences.allStates')}
          style={{ minWidth: 160 }}
          value={state ?? null}
          onChange={(chosen: Licence['state'] | undefined) => setState(chosen)}
          options={STATES.map((value) => ({ value, label: t(`licences.states.${value}`) }))}
        />
        <SaveList path={maker.listLicences.path.replace(':pid', product.pid)} filter={{ state }} />
      </FilterBar>
      <PagedTable
        label={t('licences.title')}
        query={licences}
        columns={columns}
        keyOf={(licence) => licence.uuid}
        empty={
          state ? (
            <NoMatch onClear={() => setState(undefined)} />
          ) : (
            <EmptyState
              picture="key"
              title={t('licences.empty')}
              text={t('licences.emptyText')}
              {...(mayIssue && {
                command: `npx kaitong licences issue ${product.pid} --count 10 --out licences.csv`,
              })}
            >
              {mayIssue ? <Button onClick={() => setIssuing(true)}>{t('licences.issue')}</Button> : <AskTeam />}
            </EmptyState>
          )
        }
      />
      {issuing && <IssueLicences pid={product.pid} onClose={() => setIssuing(false)} />}
    </Panel>
  );
}
