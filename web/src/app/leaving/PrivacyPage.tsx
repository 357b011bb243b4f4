import { useState } from 'react';
import { Page } from '../frame/Page.tsx';
import { Button } from '../parts/Button.tsx';
import { DeleteAccount } from './DeleteAccount.tsx';
import { PrivacyText } from './PrivacyText.tsx';
import { useText } from './texts/index.ts';

/** What is stored of owners and for how long, what archives keep, and the way out. */
export function PrivacyPage() {
  const t = useText();
  const [asking, setAsking] = useState(false);
  return (
    <Page title={t('title')} back={{ to: '/me' }}>
      <PrivacyText />
      <Button kind="dangerPlain" onClick={() => setAsking(true)}>
        {t('remove')}
      </Button>
      {asking && <DeleteAccount onClose={() => setAsking(false)} />}
    </Page>
  );
}
