import type { DeviceId, KeptFootage, RecordedEvent } from '@kaitong/contract';
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../../api/use-once.ts';
import { TimeText } from '../../../ui/TimeText.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../../parts/Sheet.tsx';
import { Skeleton } from '../../parts/Skeleton.tsx';
import { byCamera } from '../finding/by-camera.ts';
import { takingApi } from '../taking-api.ts';
import { takingQueries } from '../taking-queries.ts';
import { useText } from '../texts/index.ts';
import styles from './KeepSheet.module.css';
import { KeptUse } from './KeptUse.tsx';
import { planKeeping } from './plan-keeping.ts';

type Props = {
  events: readonly RecordedEvent[];
  /** What cameras are called, where the page is of several. */
  nameOf?: (deviceId: DeviceId) => string;
  /** Something has changed. */
  onChanged: () => void;
  onClose: () => void;
};

/** Asks whether recordings are to be kept beyond their days, or no more, and says what that takes. */
export function KeepSheet({ events, nameOf, onChanged, onClose }: Props) {
  const t = useText();
  const client = useQueryClient();
  const { keep, changing, beyond } = planKeeping(events);
  const concerned = keep ? changing : events;
  const cameras = [...new Set(concerned.map(({ deviceId }) => deviceId))];
  const uses = useQueries({ queries: cameras.map((deviceId) => takingQueries.kept(deviceId)) });
  const change = useOnce({
    mutationFn: async () => {
      for (const [deviceId, eventIds] of byCamera(changing))
        await takingApi.keepEvents({ params: { deviceId }, body: { eventIds, keep } });
    },
    onSuccess: onClose,
    // Of several cameras one may have room.
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ['kept'] });
      onChanged();
    },
  });
  const known = uses.flatMap(({ data }, at) => {
    const deviceId = cameras[at];
    return data && deviceId ? [{ deviceId, kept: data, more: keep ? bytesOf(changing, deviceId) : 0 }] : [];
  });
  const isKnown = known.length === cameras.length;
  const fits = known.every(({ kept, more }) => hasRoom(kept, more));
  const failed = uses.find(({ isError }) => isError)?.error;
  const until = events.find(({ kept }) => kept !== 'no')?.keptUntil;
  const isUnpaid = known.some(({ kept }) => kept.quota === 0);
  return (
    <Sheet title={t(keep ? 'footage.keeping.title' : 'footage.keeping.keptTitle')} onClose={onClose}>
      <p>{t(keep ? 'footage.keeping.text' : beyond > 0 ? 'footage.keeping.beyondText' : 'footage.keeping.keptText')}</p>
      {!keep && until && (
        <p className={styles.soft}>
          {t('footage.keptUntil')} <TimeText at={until} exact />
        </p>
      )}
      {failed && <ErrorNotice error={failed} />}
      {known.length === 0 && !failed && <Skeleton what={t('footage.keeping.title')} rows={1} />}
      {known.map(({ deviceId, kept, more }) => (
        <KeptUse key={deviceId} camera={nameOf?.(deviceId)} {...{ kept, more }} />
      ))}
      {keep && isUnpaid && <p>{t('footage.keeping.unpaid')}</p>}
      {change.isError && <ErrorNotice error={change.error} />}
      <div className={sheetActionsClass}>
        {changing.length > 0 && isKnown && fits && (
          <Button
            kind={keep ? 'primary' : 'plain'}
            busy={change.isPending && t('footage.keeping.keep')}
            onClick={() => change.mutate()}
          >
            {t(keep ? 'footage.keeping.keep' : 'footage.keeping.letGo')}
          </Button>
        )}
        <Button onClick={onClose}>{t(changing.length > 0 && fits ? 'common.cancel' : 'footage.done')}</Button>
      </div>
    </Sheet>
  );
}

const hasRoom = ({ quota, used }: KeptFootage, more: number): boolean => more === 0 || used + more <= quota;

const bytesOf = (events: readonly RecordedEvent[], of: DeviceId): number =>
  events.filter(({ deviceId }) => deviceId === of).reduce((sum, { bytes }) => sum + bytes, 0);
