import { Link } from '@tanstack/react-router';
import { EmptyState } from '../parts/EmptyState.tsx';
import { useText } from '../texts/index.ts';

export function MissingPage() {
  const t = useText();
  return (
    <main>
      <h1 className="visually-hidden">{t('missing.title')}</h1>
      <EmptyState title={t('missing.title')} text={t('missing.text')}>
        <Link to="/">{t('missing.home')}</Link>
      </EmptyState>
    </main>
  );
}
