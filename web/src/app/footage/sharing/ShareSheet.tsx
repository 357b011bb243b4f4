import type { DeviceId, EventId } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { TimeText } from '../../../ui/TimeText.tsx';
import { api } from '../../api.ts';
import { Address } from '../../parts/Address.tsx';
import { Button } from '../../parts/Button.tsx';
import { Choice } from '../../parts/Choice.tsx';
import { CopyLine } from '../../parts/CopyLine.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../../parts/Sheet.tsx';
import { clockOf, type Span } from '../day/days.ts';
import { footageQueries } from '../footage-queries.ts';
import { takingApi } from '../taking-api.ts';
import { useText } from '../texts/index.ts';
import styles from './ShareSheet.module.css';

const HOURS = ['1', '24', '72', '168'] as const;
type Hours = (typeof HOURS)[number];

type Props = {
  deviceId: DeviceId;
  /** One recording, or what lies between two moments. */
  of: { eventId: EventId } | Span;
  /** What a link to it shows, where that is more than it. */
  shows?: Span;
  onClose: () => void;
};

/** Makes a link that plays it for whoever has it. */
export function ShareSheet({ deviceId, of, shows, onClose }: Props) {
  const t = useText();
  const client = useQueryClient();
  const [hours, setHours] = useState<Hours>('24');
  const create = useOnce({
    mutationFn: () => {
      const lasts = { hours: Number(hours) };
      return 'eventId' in of
        ? api.createShare({ params: { deviceId, eventId: of.eventId }, body: lasts })
        : takingApi.createCutShare({ params: { deviceId }, body: { ...of, ...lasts } });
    },
    onSettled: () => client.invalidateQueries({ queryKey: footageQueries.shares().queryKey }),
  });
  const revoke = useOnce({
    mutationFn: (id: string) => api.revokeShare({ params: { id } }),
    onSuccess: onClose,
    onSettled: () => client.invalidateQueries({ queryKey: footageQueries.shares().queryKey }),
  });
  const share = create.data;
  const url = share?.pageUrl ?? share?.playlistUrl;
  return (
    <Sheet title={t('footage.shareTitle')} onClose={onClose}>
      <p>{t(url ? 'footage.shareOnce' : 'footage.shareText')}</p>
      {shows && !url && <p>{t('footage.cut.linkShows', { from: clockOf(shows.from), to: clockOf(shows.to) })}</p>}
      {share && url ? (
        <>
          <Address url={url} />
          <p className={styles.soft}>
            {t('footage.shareUntil')} <TimeText at={share.expiresAt} exact />
          </p>
          {revoke.isError && <ErrorNotice error={revoke.error} />}
          <div className={sheetActionsClass}>
            <CopyLine text={url} label={t('footage.copyLink')} />
            <Button
              kind="dangerPlain"
              busy={revoke.isPending && t('footage.revoking')}
              onClick={() => revoke.mutate(share.id)}
            >
              {t('footage.revoke')}
            </Button>
            <Button onClick={onClose}>{t('footage.done')}</Button>
          </div>
        </>
      ) : (
        <>
          <div className={styles.choice}>
            <Choice
              label={t('footage.shareFor')}
              value={hours}
              options={HOURS.map((value) => ({ value, label: t(`footage.hours.${value}`) }))}
              onChange={setHours}
            />
          </div>
          {create.isError && <ErrorNotice error={create.error} />}
          <div className={sheetActionsClass}>
            <Button kind="primary" busy={create.isPending && t('footage.sharing')} onClick={() => create.mutate()}>
              {t('footage.createLink')}
            </Button>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </div>
        </>
      )}
    </Sheet>
  );
}
