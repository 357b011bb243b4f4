import { useRouter } from '@tanstack/react-router';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { useText } from '../texts/index.ts';
import { Page } from './Page.tsx';

/** In place of a page that could not be shown. */
export function PageError({ error }: { error: unknown }) {
  const t = useText();
  const router = useRouter();
  return (
    <Page title={t('devices.title')}>
      <ErrorNotice error={error} onRetry={() => void router.invalidate()} />
    </Page>
  );
}
