import { Skeleton } from '../parts/Skeleton.tsx';
import { useText } from '../texts/index.ts';
import { Page } from './Page.tsx';

/** Before it is known who is signed in. */
export function Starting() {
  const t = useText();
  return (
    <Page title={t('devices.title')} wide>
      <Skeleton what={t('starting.account')} rows={3} />
    </Page>
  );
}
