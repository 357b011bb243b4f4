import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { useOnce } from '../../api/use-once.ts';
import { Mark } from '../../ui/Mark.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Page } from '../frame/Page.tsx';
import { Button, buttonClass } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { queries } from '../queries.ts';
import { useText as useAppText } from '../texts/index.ts';
import styles from './Household.module.css';
import { householdApi } from './household-api.ts';
import { findInvitation, forgetInvitation } from './kept-invitation.ts';
import { RightsOf } from './RightsOf.tsx';
import { useText } from './texts/index.ts';

/** What an invitation's link opens: who invites to what, and whether one agrees. */
export function JoinPage() {
  const t = useText();
  const [token] = useState(findInvitation);
  const owner = useQuery(queries.owner());
  return (
    <Page title={t('joinTitle')} action={<Mark size={28} />}>
      {token === null ? (
        <>
          <Callout tone="refused" title={t('joinMissing')} role="alert">
            {t('joinMissingText')}
          </Callout>
          <ToHome />
        </>
      ) : codeOf(owner.error) === 'not_signed_in' ? (
        <SignInFirst />
      ) : (
        <Loaded query={owner} what={t('joinTitle')}>
          {({ name }) => <Invited token={token} name={name} />}
        </Loaded>
      )}
    </Page>
  );
}

function SignInFirst() {
  const t = useText();
  const app = useAppText();
  return (
    <>
      <Callout tone="info" title={t('signInFirst')}>
        {t('signInText')}
      </Callout>
      <Link to="/sign-in" search={{ next: '/join' }} className={buttonClass('primary')}>
        {app('session.signIn')}
      </Link>
      <Link to="/sign-up" search={{ next: '/join' }} className={buttonClass('plain')}>
        {app('session.toSignUp')}
      </Link>
    </>
  );
}

function ToHome() {
  const t = useText();
  return (
    <Link to="/" className={buttonClass('plain')} onClick={forgetInvitation}>
      {t('home')}
    </Link>
  );
}

function Invited({ token, name }: { token: string; name: string }) {
  const t = useText();
  const client = useQueryClient();
  const router = useRouter();
  const invitation = useQuery({
    queryKey: ['household-invitation', token],
    queryFn: () => householdApi.getHouseholdInvitation({ body: { token } }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const accept = useOnce({
    mutationFn: () => householdApi.acceptHouseholdInvitation({ body: { token } }),
    onSuccess: async () => {
      forgetInvitation();
      await client.invalidateQueries({ queryKey: queries.sharedCameras().queryKey });
      await router.navigate({ to: '/', replace: true });
    },
  });
  return (
    <>
      <Loaded query={invitation} what={t('joinTitle')}>
        {({ ownerName, expiresAt, cameras }) => (
          <>
            <h2 className={styles.invites}>{t('invites', { owner: ownerName })}</h2>
            <Group title={t('youMay')}>
              <div className={styles.row}>
                <div className={styles.words}>
                  <RightsOf cameras={cameras} />
                  <p>
                    {t('until')} <TimeText at={expiresAt} exact />
                  </p>
                </div>
              </div>
            </Group>
            <p className={styles.soft}>{t('asWhom', { name })}</p>
            {accept.isError && <ErrorNotice error={accept.error} />}
            <Button kind="primary" busy={accept.isPending && t('accepting')} onClick={() => accept.mutate()}>
              {t('accept')}
            </Button>
            <Link to="/" className={buttonClass('plain')} onClick={forgetInvitation}>
              {t('decline')}
            </Link>
          </>
        )}
      </Loaded>
      {invitation.isError && <ToHome />}
    </>
  );
}
