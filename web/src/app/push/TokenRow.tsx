import type { app, DeviceId, Output } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../api/use-once.ts';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../footage/texts/index.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import styles from './PushPage.module.css';
import { pushApi } from './push-api.ts';
import { ingestTokens } from './push-queries.ts';

type Token = Output<typeof app.listIngestTokens>['items'][number];
type Props = { deviceId: DeviceId; token: Token };

/** A token by its name, with the way to end it. */
export function TokenRow({ deviceId, token }: Props) {
  const t = useText();
  const [asking, setAsking] = useState(false);
  const { name, createdAt, lastUsedAt } = token;
  return (
    <li className={styles.token}>
      <div>
        <strong>{name}</strong>
        <p>
          {t('footage.push.made')} <TimeText at={createdAt} />
        </p>
        <p>
          {lastUsedAt === null ? (
            t('footage.push.unused')
          ) : (
            <>
              {t('footage.push.used')} <TimeText at={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <Button kind="dangerPlain" aria-label={t('footage.push.revokeOf', { name })} onClick={() => setAsking(true)}>
        {t('footage.push.revoke')}
      </Button>
      {asking && <Revoke deviceId={deviceId} token={token} onClose={() => setAsking(false)} />}
    </li>
  );
}

function Revoke({ deviceId, token: { id, name }, onClose }: Props & { onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const revoke = useOnce({
    mutationFn: () => pushApi.revokeIngestToken({ params: { deviceId, id } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ingestTokens(deviceId).queryKey }),
  });
  return (
    <Sheet title={t('footage.push.revokeTitle', { name })} onClose={onClose}>
      <p>{t('footage.push.revokeText')}</p>
      {revoke.isError && <ErrorNotice error={revoke.error} />}
      <div className={sheetActionsClass}>
        <Button kind="danger" busy={revoke.isPending && t('footage.push.revoking')} onClick={() => revoke.mutate()}>
          {t('footage.push.revoke')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </Sheet>
  );
}
