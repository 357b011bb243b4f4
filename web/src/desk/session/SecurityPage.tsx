import { Page } from '../frame/Page.tsx';
import { useText } from '../texts/index.ts';
import { ChangePassword } from './ChangePassword.tsx';
import { PasskeysPanel } from './PasskeysPanel.tsx';
import { SecondFactorPanel } from './SecondFactorPanel.tsx';
import { SessionsPanel } from './SessionsPanel.tsx';

/** How somebody signs in, and where they are signed in. */
export function SecurityPage() {
  const t = useText();
  return (
    <Page title={t('security.title')}>
      <ChangePassword />
      <SecondFactorPanel />
      <PasskeysPanel />
      <SessionsPanel />
    </Page>
  );
}
