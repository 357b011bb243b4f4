import type { OwnerDevice } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { Button } from '../parts/Button.tsx';
import { Callout } from '../parts/Callout.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { useText as useAppText } from '../texts/index.ts';
import { householdApi } from './household-api.ts';
import { useRightNames } from './RightsOf.tsx';
import { useText } from './texts/index.ts';

type Props = { sharedBy: NonNullable<OwnerDevice['sharedBy']> };

/** Whose a camera is, and what may be done with it. */
export function SharedNote({ sharedBy: { ownerName, rights } }: Props) {
  const t = useText();
  const names = useRightNames();
  return (
    <Callout tone="info" title={t('sharedBy', { owner: ownerName })}>
      <p>{t('sharedText', { rights: names(rights) })}</p>
    </Callout>
  );
}

/** Gives up all cameras of this owner. */
export function Leave({ sharedBy: { ownerName, householdId } }: Props) {
  const t = useText();
  const app = useAppText();
  const client = useQueryClient();
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const leave = useOnce({
    mutationFn: () => householdApi.leaveHousehold({ params: { id: householdId } }),
    onSuccess: async () => {
      await router.navigate({ to: '/', replace: true });
      for (const name of ['devices', 'footage']) void client.invalidateQueries({ queryKey: [name] });
    },
  });
  return (
    <>
      <Button kind="dangerPlain" onClick={() => setAsking(true)}>
        {t('leave')}
      </Button>
      {asking && (
        <Sheet title={t('leaveTitle', { owner: ownerName })} onClose={() => setAsking(false)}>
          <p>{t('leaveText', { owner: ownerName })}</p>
          {leave.isError && <ErrorNotice error={leave.error} />}
          <div className={sheetActionsClass}>
            <Button kind="danger" busy={leave.isPending && t('leaving')} onClick={() => leave.mutate()}>
              {t('leave')}
            </Button>
            <Button onClick={() => setAsking(false)}>{app('common.cancel')}</Button>
          </div>
        </Sheet>
      )}
    </>
  );
}
