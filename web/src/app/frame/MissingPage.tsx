import { useText } from '../texts/index.ts';
import { Missing } from './Missing.tsx';
import { Page } from './Page.tsx';

export function MissingPage() {
  const t = useText();
  return (
    <Page title={t('missing.title')}>
      <Missing />
    </Page>
  );
}
