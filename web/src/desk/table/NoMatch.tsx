import { Button } from 'antd';
import { EmptyState } from '../parts/EmptyState.tsx';
import { useText } from '../texts/index.ts';

/** A list that is empty only because of its filters. */
export function NoMatch({ onClear }: { onClear: () => void }) {
  const t = useText();
  return (
    <EmptyState picture="search" title={t('common.noMatch')}>
      <Button onClick={onClear}>{t('common.clearFilters')}</Button>
    </EmptyState>
  );
}
