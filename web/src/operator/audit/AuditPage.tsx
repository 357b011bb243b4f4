import { operatorAuditCsvPath } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { AuditTrail } from '../../desk/audit/AuditTrail.tsx';
import { Page } from '../../desk/frame/Page.tsx';
import { operatorQueries } from '../queries.ts';
import { useText } from '../texts/index.ts';

const route = getRouteApi('/signed-in/personal/audit');

/** What was done in all accounts. */
export function AuditPage() {
  const t = useText();
  const filter = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title={t('audit.title')} lead={t('audit.textOfAll')}>
      <AuditTrail
        query={useInfiniteQuery(operatorQueries.audit(filter))}
        filter={filter}
        file={operatorAuditCsvPath}
        ofAll
        onFilter={(search) => void navigate({ to: '/audit', search, replace: true })}
      />
    </Page>
  );
}
