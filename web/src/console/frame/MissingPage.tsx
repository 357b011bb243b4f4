import { Link } from '@tanstack/react-router';
import { useText } from '../texts/index.ts';
import { EmptyState } from './EmptyState.tsx';

export function MissingPage() {
  const t = useText();
  return (
    <EmptyState title={t('missing.title')} text={t('missing.text')}>
      <Link to="/market" search={{}}>
        {t('missing.home')}
      </Link>
    </EmptyState>
  );
}
