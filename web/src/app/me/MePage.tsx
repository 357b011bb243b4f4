import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useLanguage } from '../../i18n/texts.ts';
import { formatTime } from '../../ui/format.ts';
import { forgetBrowser } from '../alarms/this-browser.ts';
import { api } from '../api.ts';
import { FootageSettings } from '../footage/settings/FootageSettings.tsx';
import { Page } from '../frame/Page.tsx';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { LinkRow, linkRowClass } from '../parts/LinkRow.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useRegionName } from '../session/use-region-name.ts';
import { useText } from '../texts/index.ts';
import { LanguageChoice } from './LanguageChoice.tsx';
import styles from './MePage.module.css';

export function MePage() {
  const t = useText();
  const [language] = useLanguage();
  const owner = useQuery(queries.owner());
  const regionName = useRegionName();
  return (
    <Page title={t('me.title')}>
      <Loaded query={owner} what={t('me.account')} rows={1}>
        {({ name, email, phone, region, triedAt, resetAt }) => (
          <>
            <div className={styles.who}>
              <span className={styles.letter} aria-hidden="true">
                {[...name][0]}
              </span>
              <div>
                <strong>{name}</strong>
                <p>{email ?? phone}</p>
                <p>{t('session.region', { region: regionName(region) })}</p>
              </div>
            </div>
            {resetAt && (
              <Callout tone="waiting" title={t('me.passwordReset')}>
                {t('me.passwordResetText', { time: formatTime(resetAt) })}
              </Callout>
            )}
            {triedAt && (
              <Callout tone="waiting" title={t('me.passwordTried')}>
                {t('me.passwordTriedText', { time: formatTime(triedAt) })}
              </Callout>
            )}
          </>
        )}
      </Loaded>
      <Group>
        <Link to="/orders" search={{}} className={linkRowClass}>
          <LinkRow icon="receipt" title={t('orders.title')} text={t('orders.entryText')} />
        </Link>
      </Group>
      <Group>
        <Link to="/me/household" className={linkRowClass}>
          <LinkRow icon="person" title={t('me.household')} text={t('me.householdText')} />
        </Link>
      </Group>
      <Group>
        <Link to="/me/alarms" className={linkRowClass}>
          <LinkRow icon="bell" title={t('alarms.title')} text={t('alarms.entryText')} />
        </Link>
      </Group>
      <Group>
        <Link to="/me/security" className={linkRowClass}>
          <LinkRow icon="person" title={t('security.title')} text={t('security.entryText')} />
        </Link>
      </Group>
      <Group>
        <Link to="/me/privacy" className={linkRowClass}>
          <LinkRow icon="info" title={t('me.privacy')} text={t('me.privacyText')} />
        </Link>
      </Group>
      <Group>
        <a href={`/docs/${language}/owner`} target="_blank" rel="noopener" className={linkRowClass}>
          <LinkRow icon="info" title={t('me.help')} text={t('me.helpText')} />
        </a>
      </Group>
      <FootageSettings />
      <Group>
        <LanguageChoice />
      </Group>
      <Group title={t('developers.title')}>
        <Link to="/me/computer" className={linkRowClass}>
          <LinkRow icon="camera" title={t('developers.computer')} text={t('developers.computerText')} />
        </Link>
        <Link to="/me/tester" className={linkRowClass}>
          <LinkRow icon="check" title={t('testers.title')} text={t('testers.entryText')} />
        </Link>
      </Group>
      <SignOut />
    </Page>
  );
}

function SignOut() {
  const t = useText();
  const client = useQueryClient();
  const router = useRouter();
  const signOut = useMutation({
    mutationFn: async () => {
      await forgetBrowser().catch(() => {}); // the server ends it all the same
      return await api.signOut({});
    },
    onSuccess: async () => {
      await router.navigate({ to: '/sign-in' });
      client.clear();
    },
  });
  return (
    <>
      {signOut.isError && <ErrorNotice error={signOut.error} />}
      <Button kind="dangerPlain" busy={signOut.isPending && t('me.signingOut')} onClick={() => signOut.mutate()}>
        {t('me.signOut')}
      </Button>
    </>
  );
}
