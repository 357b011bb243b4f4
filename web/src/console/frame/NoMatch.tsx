import { Button } from 'antd';
import { useText } from '../texts/index.ts';
import { EmptyState } from './EmptyState.tsx';

/** A list that is empty only because of its filters. */
export function NoMatch({ onClear }: { onClear: () => void }) {
  const t = useText();
  return (
    <EmptyState title={t('manage.noMatch')}>
      <Button onClick={onClear}>{t('manage.clearFilters')}</Button>
    </EmptyState>
  );
}
