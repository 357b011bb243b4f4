import { useInfiniteQuery } from '@tanstack/react-query';
import { EmptyState } from '../../desk/parts/EmptyState.tsx';
import { LinkButton } from '../../desk/parts/LinkButton.tsx';
import { Statement } from '../../desk/selling/Statement.tsx';
import { LoadedPages } from '../../desk/table/LoadedPages.tsx';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

/** The monthly statements, each with its lines as a file. */
export function StatementsTab() {
  const t = useText();
  return (
    <LoadedPages
      query={useInfiniteQuery(queries.statements())}
      empty={
        <EmptyState picture="receipt" title={t('statement.empty')} text={t('statement.emptyText')}>
          <LinkButton to="/my/services/video-cloud-storage" search={{ tab: 'items' }}>
            {t('billing.toItems')}
          </LinkButton>
        </EmptyState>
      }
    >
      {(statements) => statements.map((one) => <Statement key={one.id} heading={one.month} statement={one} />)}
    </LoadedPages>
  );
}
