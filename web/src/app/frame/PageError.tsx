import { ProblemError } from '@kaitong/contract';
import { useRouter } from '@tanstack/react-router';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { useText } from '../texts/index.ts';
import { Page } from './Page.tsx';

/** In place of a page that could not be shown. `TypeError` from fetch is an outage; anything else unknown is our fault. */
export function PageError({ error }: { error: unknown }) {
  const t = useText();
  const router = useRouter();
  const isOutage =
    error instanceof ProblemError || (error instanceof TypeError && /fetch|load|network/i.test(error.message));
  return (
    <Page title={t('devices.title')}>
      {isOutage ? (
        <ErrorNotice error={error} onRetry={() => void router.invalidate()} />
      ) : (
        <Callout tone="refused" title={t('broken.title')} role="alert">
          <span>{t('broken.text')}</span>
          <span>{t('common.code', { code: t('broken.code') })}</span>
          <Button onClick={() => location.reload()}>{t('common.retry')}</Button>
        </Callout>
      )}
    </Page>
  );
}
