import type { Household } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { QrCode } from '../../ui/QrCode.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { Address } from '../parts/Address.tsx';
import { Button } from '../parts/Button.tsx';
import { CopyLine } from '../parts/CopyLine.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import styles from './Household.module.css';
import { householdApi, householdQueries } from './household-api.ts';
import { RightsForm } from './RightsForm.tsx';
import { RightsOf } from './RightsOf.tsx';
import { useText } from './texts/index.ts';

type Cameras = Parameters<typeof householdApi.createHouseholdInvitation>[0]['body']['cameras'];
type Made = { invitation: Household['invitations'][number]; url: string };

/** Makes a link that lets whoever opens it first use some cameras. */
export function InviteSheet({ onClose }: { onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const create = useOnce({
    mutationFn: (cameras: Cameras) => householdApi.createHouseholdInvitation({ body: { cameras } }),
    onSettled: () => client.invalidateQueries({ queryKey: householdQueries.household().queryKey }),
  });
  return (
    <Sheet title={t('inviteTitle')} onClose={onClose}>
      {create.data ? (
        <Link made={create.data} onClose={onClose} />
      ) : (
        <>
          <p>{t('inviteText')}</p>
          <RightsForm
            initial={new Map()}
            submit={t('createLink')}
            busy={create.isPending && t('creating')}
            error={create.error}
            onSubmit={(cameras) => create.mutate(cameras)}
            onClose={onClose}
          />
        </>
      )}
    </Sheet>
  );
}

function Link({ made: { invitation, url }, onClose }: { made: Made; onClose: () => void }) {
  const t = useText();
  return (
    <>
      <p>{t('linkText')}</p>
      <div className={styles.code}>
        <QrCode text={url} label={t('code')} />
      </div>
      <Address url={url} />
      <RightsOf cameras={invitation.cameras} />
      <p className={styles.soft}>
        {t('until')} <TimeText at={invitation.expiresAt} exact />
      </p>
      <div className={sheetActionsClass}>
        <CopyLine text={url} label={t('copyLink')} />
        <Button onClick={onClose}>{t('done')}</Button>
      </div>
    </>
  );
}
