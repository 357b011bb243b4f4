import type { Household, HouseholdMember } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { Icon } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Page } from '../frame/Page.tsx';
import { Button } from '../parts/Button.tsx';
import { Empty } from '../parts/Empty.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import styles from './Household.module.css';
import { householdApi, householdQueries } from './household-api.ts';
import { InviteSheet } from './InviteSheet.tsx';
import { ChangeMember, RemoveMember } from './MemberSheets.tsx';
import { RightsOf } from './RightsOf.tsx';
import { useText } from './texts/index.ts';
import { Views } from './Views.tsx';

type Asked = 'invite' | { of: 'change' | 'remove'; member: HouseholdMember };

/** Whom an owner lets use their cameras, each with the way to change and end it. */
export function HouseholdPage() {
  const t = useText();
  const household = useQuery(householdQueries.household());
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const invite = (
    <Button kind="primary" onClick={() => setAsked('invite')}>
      <Icon name="plus" />
      {t('invite')}
    </Button>
  );
  return (
    <Page title={t('title')} back={{ to: '/me' }}>
      <Loaded query={household} what={t('title')}>
        {({ members, invitations }) =>
          members.length + invitations.length === 0 ? (
            <Empty picture={<Icon name="person" size={72} />} title={t('empty')} text={t('lead')}>
              {invite}
            </Empty>
          ) : (
            <>
              <p className={styles.soft}>{t('lead')}</p>
              {invite}
              {members.length > 0 && <Members members={members} onAsk={setAsked} />}
              {invitations.length > 0 && <Invitations invitations={invitations} />}
            </>
          )
        }
      </Loaded>
      <Views hasMembers={(household.data?.members.length ?? 0) > 0} />
      {asked === 'invite' && <InviteSheet onClose={close} />}
      {asked !== undefined && asked !== 'invite' && asked.of === 'change' && (
        <ChangeMember member={asked.member} onClose={close} />
      )}
      {asked !== undefined && asked !== 'invite' && asked.of === 'remove' && (
        <RemoveMember member={asked.member} onClose={close} />
      )}
    </Page>
  );
}

function Members({ members, onAsk }: { members: Household['members']; onAsk: (asked: Asked) => void }) {
  const t = useText();
  return (
    <Group title={t('members')}>
      <ul>
        {members.map((member) => (
          <li key={member.id} className={styles.row}>
            <div className={styles.words}>
              <strong>{member.name}</strong>
              <RightsOf cameras={member.cameras} />
              <p>
                {t('joinedAt')} <TimeText at={member.joinedAt} />
              </p>
              <p>
                {member.watchedAt === null ? (
                  t('notWatched')
                ) : (
                  <>
                    {t('watchedAt')} <TimeText at={member.watchedAt} />
                  </>
                )}
              </p>
            </div>
            <div className={styles.actions}>
              <Button aria-label={t('changeOf', { name: member.name })} onClick={() => onAsk({ of: 'change', member })}>
                {t('change')}
              </Button>
              <Button
                kind="dangerPlain"
                aria-label={t('removeOf', { name: member.name })}
                onClick={() => onAsk({ of: 'remove', member })}
              >
                {t('remove')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </Group>
  );
}

function Invitations({ invitations }: { invitations: Household['invitations'] }) {
  const t = useText();
  return (
    <Group title={t('open')}>
      <ul>
        {invitations.map((invitation) => (
          <Invitation key={invitation.id} invitation={invitation} />
        ))}
      </ul>
    </Group>
  );
}

function Invitation({ invitation }: { invitation: Household['invitations'][number] }) {
  const t = useText();
  const client = useQueryClient();
  const { id, cameras, expiresAt } = invitation;
  const withdraw = useOnce({
    mutationFn: () => householdApi.withdrawHouseholdInvitation({ params: { id } }),
    onSettled: () => client.invalidateQueries({ queryKey: householdQueries.household().queryKey }),
  });
  return (
    <li className={styles.row}>
      <div className={styles.words}>
        <RightsOf cameras={cameras} />
        <p>
          {t('until')} <TimeText at={expiresAt} exact />
        </p>
      </div>
      <Button
        kind="dangerPlain"
        aria-label={t('withdrawOf', { cameras: cameras.map(({ name }) => name).join(t('separator')) })}
        busy={withdraw.isPending && t('withdrawing')}
        onClick={() => withdraw.mutate()}
      >
        {t('withdraw')}
      </Button>
      {withdraw.isError && <ErrorNotice error={withdraw.error} />}
    </li>
  );
}
