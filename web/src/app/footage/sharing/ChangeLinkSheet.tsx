import type { app, Output } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { TimeText } from '../../../ui/TimeText.tsx';
import { api } from '../../api.ts';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../../parts/Sheet.tsx';
import { footageQueries } from '../footage-queries.ts';
import { useText } from '../texts/index.ts';
import { isSettled, LinkSettings, type Settings } from './LinkSettings.tsx';
import styles from './ShareSheet.module.css';
import { HOURS, type Hours } from './share-hours.ts';

type Share = Output<typeof app.listShares>['items'][number];

/** A link's end, PIN and picture, without another address. */
export function ChangeLinkSheet({ share, onClose }: { share: Share; onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const [hours, setHours] = useState<Hours | 'same'>('same');
  const [settings, setSettings] = useState<Settings>({ pin: share.pin, picture: share.picture });
  const change = useOnce({
    mutationFn: () =>
      api.changeShare({
        params: { id: share.id },
        body: {
          ...(hours !== 'same' && { hours: Number(hours) }),
          ...(settings.pin !== share.pin && { pin: settings.pin }),
          ...(settings.picture !== share.picture && { picture: settings.picture }),
        },
      }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: footageQueries.shares().queryKey }),
  });
  return (
    <Sheet title={t('footage.link.changeTitle')} onClose={onClose}>
      <p className={styles.soft}>
        {t('footage.shareUntil')} <TimeText at={share.expiresAt} exact />
      </p>
      <div className={styles.choice}>
        <Choice
          label={t('footage.link.until')}
          value={hours}
          options={[
            { value: 'same' as const, label: t('footage.link.same') },
            ...HOURS.map((value) => ({ value, label: t(`footage.hours.${value}`) })),
          ]}
          onChange={setHours}
        />
      </div>
      <LinkSettings settings={settings} onChange={setSettings} />
      {settings.pin !== share.pin && <p className={styles.soft}>{t('footage.link.endsVisits')}</p>}
      {change.isError && <ErrorNotice error={change.error} />}
      <div className={sheetActionsClass}>
        <Button
          kind="primary"
          disabled={!isSettled(settings)}
          busy={change.isPending && t('footage.link.saving')}
          onClick={() => change.mutate()}
        >
          {t('footage.link.save')}
        </Button>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </div>
    </Sheet>
  );
}
