import { auditCsvPath } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { AuditTrail } from '../../desk/audit/AuditTrail.tsx';
import { Page } from '../../desk/frame/Page.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

const route = getRouteApi('/signed-in/personal/audit');

/** What was done in the account, and by those who run the platform to what is the account's. */
export function AuditPage() {
  const t = useText();
  const filter = route.useSearch();
  const navigate = useNavigate();
  return (
    <Page title={t('audit.title')} lead={t('audit.text')}>
      <AuditTrail
        query={useInfiniteQuery(queries.audit(filter))}
        filter={filter}
        file={auditCsvPath}
        onFilter={(search) => void navigate({ to: '/audit', search, replace: true })}
      />
    </Page>
  );
}
