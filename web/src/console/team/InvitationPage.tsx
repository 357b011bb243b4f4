import type { InvitationShown } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import { Alert, Button } from 'antd';
import { useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { ErrorNotice } from '../../desk/parts/ErrorNotice.tsx';
import { Loaded } from '../../desk/parts/Loaded.tsx';
import { sessionQuery } from '../../desk/session/session.ts';
import { formatTime } from '../../ui/format.ts';
import { api } from '../api.ts';
import { SignedOutFrame } from '../session/SignedOutFrame.tsx';
import { useStartSession } from '../session/use-start-session.ts';
import { useText } from '../texts/index.ts';
import { keepInvitation, keptInvitation } from './kept-invitation.ts';

/** Where the link of an invitation leads: who invites to what. The token stands behind the #, which no server is told. */
export function InvitationPage() {
  const t = useText();
  const inLink = new URLSearchParams(useLocation().hash).get('token');
  const [kept] = useState(keptInvitation);
  const token = inLink ?? kept;
  return (
    <SignedOutFrame title={t('invitation.title')} lead={t('invitation.lead')}>
      {token === null ? (
        <Alert type="error" showIcon title={t('invitation.noToken')} />
      ) : (
        <Asked key={token} token={token} />
      )}
    </SignedOutFrame>
  );
}

function Asked({ token }: { token: string }) {
  const invitation = useQuery({
    queryKey: ['invitation', token],
    queryFn: () => api.readInvitation({ body: { token } }),
    retry: false,
  });
  return (
    <Loaded query={invitation}>
      {(shown) => (
        <>
          <Terms shown={shown} />
          <Answer token={token} shown={shown} />
        </>
      )}
    </Loaded>
  );
}

function Terms({ shown: { accountName: account, invitedBy, login, role: given, products, expiresAt } }: Shown) {
  const t = useText();
  const role = t(`products.roles.${given}`);
  return (
    <>
      <p>{t(products ? 'invitation.products' : 'invitation.account', { account, role })}</p>
      {products && (
        <ul>
          {products.map(({ pid, name }) => (
            <li key={pid}>
              {name} <span className="mono">{pid}</span>
            </li>
          ))}
        </ul>
      )}
      <p>{t(`team.roleText.${given}`)}</p>
      <p>
        {invitedBy === null ? t('invitation.byNobody') : t('invitation.by', { login: invitedBy })}
        <br />
        {t('invitation.forWhom', { login })}
        <br />
        {t('invitation.expires', { time: formatTime(expiresAt) })}
      </p>
    </>
  );
}

type Shown = { shown: InvitationShown };

function Answer({ token, shown }: Shown & { token: string }) {
  const t = useText();
  const session = useQuery({ ...sessionQuery(), retry: false });
  const accept = useStartSession(
    () => {
      keepInvitation(null);
      return api.acceptInvitation({ body: { token } });
    },
    shown.products ? '/products' : '/',
  );
  if (session.isPending) return null;
  if (codeOf(session.error) === 'not_signed_in') return <SignInFirst token={token} />;
  if (!session.data) return <ErrorNotice error={session.error} />;
  const { user, account } = session.data;
  return (
    <>
      <p>
        {t('invitation.asWhom', { login: user.email ?? user.phone ?? '', account: account.name })}
        <br />
        {shown.products ? t('invitation.asAccount', { account: account.name }) : t('invitation.joins')}
      </p>
      {accept.isError && <ErrorNotice error={accept.error} />}
      <Button
        type="primary"
        block
        loading={accept.isPending}
        style={{ margin: '16px 0' }}
        onClick={() => accept.mutate(undefined)}
      >
        {t('invitation.accept')}
      </Button>
      <Link to="/" onClick={() => keepInvitation(null)}>
        {t('invitation.decline')}
      </Link>
    </>
  );
}

/** The token waits in this tab: in the address of the sign-in page it would reach the server's log. */
function SignInFirst({ token }: { token: string }) {
  const t = useText();
  const keep = () => keepInvitation(token);
  return (
    <p style={{ display: 'flex', gap: 16 }}>
      <Link to="/sign-in" search={{ next: '/invitation' }} onClick={keep}>
        {t('invitation.signIn')}
      </Link>
      <Link to="/register" onClick={keep}>
        {t('invitation.register')}
      </Link>
    </p>
  );
}
