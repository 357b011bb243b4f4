import { Page } from '../frame/Page.tsx';
import { useText } from '../texts/index.ts';
import { ChangePassword } from './ChangePassword.tsx';
import { Passkeys } from './Passkeys.tsx';
import { Sessions } from './Sessions.tsx';

/** How the owner signs in, and where they are signed in. */
export function SecurityPage() {
  const t = useText();
  return (
    <Page title={t('security.title')} back={{ to: '/me' }}>
      <Passkeys />
      <Sessions />
      <ChangePassword />
    </Page>
  );
}
