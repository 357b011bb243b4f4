import { CONTACT_STATES, ContactTopic, operator } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Panel } from '../../desk/parts/Panel.tsx';
import { FilterBar } from '../../desk/table/FilterBar.tsx';
import { FilterSelect } from '../../desk/table/FilterSelect.tsx';
import { NoMatch } from '../../desk/table/NoMatch.tsx';
import { PagedTable } from '../../desk/table/PagedTable.tsx';
import { SaveList } from '../../desk/table/SaveList.tsx';
import { type RequestFilter, salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';
import { HandleRequest } from './HandleRequest.tsx';
import { type ContactRequest, useRequestColumns } from './use-request-columns.tsx';

const route = getRouteApi('/signed-in/personal/requests');

/** What owners and makers ask for, worked off from sent to closed. */
export function RequestsPage() {
  const t = useText();
  const { state, topic } = route.useSearch();
  const navigate = useNavigate();
  const [handling, setHandling] = useState<ContactRequest | null>(null);
  const columns = useRequestColumns(setHandling);
  const filter = (next: RequestFilter) =>
    void navigate({ to: '/requests', search: { state, topic, ...next }, replace: true });
  return (
    <Page title={t('operatorRequests.title')} lead={t('operatorRequests.text')}>
      <Panel>
        <FilterBar>
          <FilterSelect
            label={t('operatorRequests.state')}
            all={t('operatorRequests.allStates')}
            value={state}
            options={CONTACT_STATES.map((value) => ({ value, label: t(`contactStates.${value}`) }))}
            onChange={(next) => filter({ state: next })}
          />
          <FilterSelect
            label={t('operatorRequests.topic')}
            all={t('operatorRequests.allTopics')}
            value={topic}
            options={ContactTopic.options.map((value) => ({ value, label: t(`operatorRequests.topics.${value}`) }))}
            onChange={(next) => filter({ topic: next })}
          />
          <SaveList path={operator.listContactRequestsForOperator.path} filter={{ state, topic }} />
        </FilterBar>
        <PagedTable
          label={t('operatorRequests.title')}
          query={useInfiniteQuery(salesQueries.requests({ state, topic }))}
          columns={columns}
          keyOf={({ id }) => id}
          empty={
            state || topic ? (
              <NoMatch onClear={() => filter({ state: undefined, topic: undefined })} />
            ) : (
              <EmptyState picture="person" title={t('operatorRequests.empty')} text={t('operatorRequests.emptyText')}>
                <LinkButton to="/contact">{t('operatorContact.title')}</LinkButton>
              </EmptyState>
            )
          }
        />
      </Panel>
      {handling && <HandleRequest request={handling} onClose={() => setHandling(null)} />}
    </Page>
  );
}
