import { Alert, Button } from 'antd';
import { useState } from 'react';
import { Page } from '../../desk/frame/Page.tsx';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import { AuthorisationsPanel } from './AuthorisationsPanel.tsx';
import { InvitationsPanel } from './InvitationsPanel.tsx';
import { Invite } from './Invite.tsx';
import { MembersPanel } from './MembersPanel.tsx';
import { useMay } from './use-may.ts';

/** Who works in the account, who is invited to, and what accounts were given on products of each other. */
export function TeamPage() {
  const t = useText();
  const may = useMay();
  const [inviting, setInviting] = useState(false);
  const mayInvite = may('createInvitation');
  return (
    <Page
      title={t('team.title')}
      lead={t('team.lead')}
      actions={
        mayInvite && (
          <Button type="primary" icon={<Icon name="plus" />} onClick={() => setInviting(true)}>
            {t('team.invite')}
          </Button>
        )
      }
    >
      {!mayInvite && <Alert type="info" showIcon title={t('team.onlyAdministrator')} style={{ marginBottom: 16 }} />}
      <MembersPanel />
      {mayInvite && <InvitationsPanel onInvite={() => setInviting(true)} />}
      <AuthorisationsPanel onInvite={mayInvite ? () => setInviting(true) : null} />
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </Page>
  );
}
