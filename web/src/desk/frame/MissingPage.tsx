import { Link } from '@tanstack/react-router';
import { EmptyState } from '../parts/EmptyState.tsx';
import { useText } from '../texts/index.ts';
import { Page } from './Page.tsx';

/** Where a signed-in reader's address leads nowhere: the way on stands around it. */
export function MissingPage() {
  const t = useText();
  return (
    <Page title={t('missing.title')}>
      <Missing />
    </Page>
  );
}

/** The same where there is no frame around it. */
export function BareMissing() {
  const t = useText();
  return (
    <main>
      <h1 className="visually-hidden">{t('missing.title')}</h1>
      <Missing />
    </main>
  );
}

function Missing() {
  const t = useText();
  return (
    <EmptyState picture="search" title={t('missing.title')} text={t('missing.text')}>
      <Link to="/">{t('missing.home')}</Link>
    </EmptyState>
  );
}
