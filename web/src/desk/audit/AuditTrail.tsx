import { AUDIT_ACTIONS, type AuditAction, type AuditEntry } from '@kaitong/contract';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { EmptyState } from '../parts/EmptyState.tsx';
import { LinkButton } from '../parts/LinkButton.tsx';
import { Panel } from '../parts/Panel.tsx';
import type { Column } from '../table/DataTable.tsx';
import { FilterBar } from '../table/FilterBar.tsx';
import { FilterSelect } from '../table/FilterSelect.tsx';
import { NoMatch } from '../table/NoMatch.tsx';
import { PagedTable } from '../table/PagedTable.tsx';
import { useText } from '../texts/index.ts';
import styles from './AuditTrail.module.css';

export type AuditSearch = { action?: AuditAction | undefined; search?: string | undefined };

type Props = {
  query: UseInfiniteQueryResult<InfiniteData<{ items: AuditEntry[] }>>;
  filter: AuditSearch;
  onFilter: (filter: AuditSearch) => void;
  /** Where the whole trail is as a file. */
  file: string;
  /** Of all accounts: each entry says of which. */
  ofAll?: boolean;
};

/** What was done, newest first, narrowed by what it was and what to; all of it as a file. */
export function AuditTrail({ query, filter, onFilter, file, ofAll = false }: Props) {
  const t = useText();
  const isNarrowed = filter.action !== undefined || filter.search !== undefined;
  return (
    <Panel>
      <FilterBar
        search={filter.search}
        placeholder={t('audit.search')}
        onSearch={(search) => onFilter({ ...filter, search })}
      >
        <FilterSelect<AuditAction>
          label={t('audit.action')}
          all={t('audit.all')}
          value={filter.action}
          width={200}
          options={AUDIT_ACTIONS.map((value) => ({ value, label: t(`audited.${value}`) }))}
          onChange={(action) => onFilter({ ...filter, action })}
        />
        <Button href={addressOf(file, filter)} icon={<Icon name="download" />}>
          {t('audit.csv')}
        </Button>
      </FilterBar>
      <PagedTable
        label={t('audit.title')}
        query={query}
        columns={useColumns(ofAll)}
        keyOf={({ id }) => id}
        empty={
          isNarrowed ? (
            <NoMatch onClear={() => onFilter({})} />
          ) : (
            <EmptyState picture="clock" title={t('audit.empty')} text={t('audit.emptyText')}>
              <LinkButton to="/security">{t('security.title')}</LinkButton>
            </EmptyState>
          )
        }
      />
    </Panel>
  );
}

function addressOf(file: string, filter: AuditSearch): string {
  const given = Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length === 0 ? file : `${file}?${new URLSearchParams(given)}`;
}

function useColumns(ofAll: boolean): Column<AuditEntry>[] {
  const t = useText();
  const account: Column<AuditEntry> = {
    key: 'account',
    title: t('audit.account'),
    cell: ({ account: { name, id } }) => <span className={styles.who}>{name || id}</span>,
  };
  return [
    { key: 'at', title: t('audit.at'), phone: 'state', cell: ({ at }) => <TimeText at={at} exact /> },
    ...(ofAll ? [account] : []),
    {
      key: 'who',
      title: t('audit.who'),
      cell: (entry) => (
        <span className={styles.who}>
          <Who entry={entry} ofAll={ofAll} />
        </span>
      ),
    },
    { key: 'action', title: t('audit.action'), phone: 'name', cell: ({ action }) => <ActionName action={action} /> },
    { key: 'subject', title: t('audit.subject'), wide: true, cell: (entry) => <What entry={entry} /> },
  ];
}

function Who({ entry: { user, byKey, key }, ofAll }: { entry: AuditEntry; ofAll: boolean }): ReactNode {
  const t = useText();
  if (user === null) return ofAll ? t('common.none') : t('audit.operator');
  if (key !== null) return t('audit.byKeyNamed', { user, key: key.name ?? key.id });
  return byKey ? t('audit.byKey', { user }) : user;
}

const isAction = (action: string): action is AuditAction => (AUDIT_ACTIONS as readonly string[]).includes(action);

function ActionName({ action }: { action: string }) {
  const t = useText();
  return isAction(action) ? t(`audited.${action}`) : action;
}

function What({ entry: { subject, details } }: { entry: AuditEntry }) {
  return (
    <div className={styles.what}>
      {subject}
      {details !== null && <code>{inWords(details)}</code>}
    </div>
  );
}

/** `address: 198.51.100.7 · browser: …`, as it was recorded. */
function inWords(details: AuditEntry['details']): string {
  if (typeof details !== 'object' || details === null) return JSON.stringify(details);
  return Object.entries(details)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
