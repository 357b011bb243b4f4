import type { DeviceId, OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { useLanguage } from '../../../i18n/texts.ts';
import { formatBytes } from '../../../ui/format.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { may } from '../../household/may.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { ButtonRow } from '../ButtonRow.tsx';
import { DeleteSheet } from '../deleting/DeleteSheet.tsx';
import { saveFrom } from '../downloads/save-from.ts';
import { Star } from '../events/Star.tsx';
import { KeepSheet } from '../keeping/KeepSheet.tsx';
import { Pin } from '../keeping/Pin.tsx';
import { takingApi } from '../taking-api.ts';
import { takingQueries } from '../taking-queries.ts';
import { useText } from '../texts/index.ts';
import { byCamera } from './by-camera.ts';
import styles from './FindPage.module.css';

type Props = {
  selected: readonly RecordedEvent[];
  cameras: ReadonlyMap<DeviceId, OwnerDevice>;
  /** What was selected is none any more, or nobody wants to select. */
  onDone: () => void;
};

/** What may be done with the selected events together: what somebody may not with one of them is not offered. */
export function Selection({ selected, cameras, onDone }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const client = useQueryClient();
  const [asked, setAsked] = useState<'keep' | 'delete'>();
  const cameraOf = ({ deviceId }: RecordedEvent) => cameras.get(deviceId);
  const isOwn = selected.every((event) => cameraOf(event)?.sharedBy === null);
  const isManaged = selected.every((event) => {
    const camera = cameraOf(event);
    return camera !== undefined && may(camera, 'manage');
  });
  const areFavourites = selected.length > 0 && selected.every(({ favourite }) => favourite);
  const refresh = () => client.invalidateQueries({ queryKey: ['footage'] });
  const mark = useOnce({
    mutationFn: async () => {
      for (const [deviceId, eventIds] of byCamera(selected))
        await takingApi.markFavourites({ params: { deviceId }, body: { eventIds, favourite: !areFavourites } });
    },
    onSettled: refresh,
  });
  const take = useOnce({
    mutationFn: () =>
      takingApi.createExport({
        body: {
          eventIds: selected.map(({ eventId }) => eventId),
          ...{ timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, language },
        },
      }),
    onSuccess: saveFrom,
    onSettled: () => client.invalidateQueries({ queryKey: takingQueries.downloads().queryKey }),
  });
  const none = selected.length === 0;
  const bytes = selected.reduce((sum, one) => sum + one.bytes, 0);
  const error = [mark, take].find(({ isError }) => isError)?.error;
  return (
    <section className={styles.selection} aria-label={t('footage.selecting.title')}>
      <p role="status">
        {none ? (
          t('footage.selecting.none')
        ) : (
          <>
            <strong>{t('footage.selecting.count', { count: selected.length })}</strong> · {formatBytes(bytes)}
          </>
        )}
      </p>
      {error && <ErrorNotice error={error} />}
      <ButtonRow>
        <Button
          disabled={none || !isOwn}
          busy={take.isPending && t('footage.exporting.preparing')}
          onClick={() => take.mutate()}
        >
          <Icon name="download" />
          {t('footage.exporting.now')}
        </Button>
        <Button
          disabled={none || !isManaged}
          busy={mark.isPending && t('footage.favourite')}
          onClick={() => mark.mutate()}
        >
          <Star />
          {t(areFavourites ? 'footage.selecting.noFavourite' : 'footage.favourite')}
        </Button>
        <Button disabled={none || !isManaged} onClick={() => setAsked('keep')}>
          <Pin />
          {t('footage.keeping.keep')}
        </Button>
        <Button kind="dangerPlain" disabled={none || !isOwn} onClick={() => setAsked('delete')}>
          <Icon name="trash" />
          {t('footage.delete')}
        </Button>
        <Button onClick={onDone}>{t('footage.done')}</Button>
      </ButtonRow>
      {!none && !isOwn && <p className={styles.soft}>{t('footage.selecting.others')}</p>}
      {asked === 'keep' && (
        <KeepSheet
          events={selected}
          nameOf={(deviceId) => cameras.get(deviceId)?.name ?? deviceId}
          onChanged={() => void refresh()}
          onClose={() => setAsked(undefined)}
        />
      )}
      {asked === 'delete' && (
        <DeleteSheet
          title={t('footage.selecting.deleteTitle', { count: selected.length })}
          text={t('footage.deleteText')}
          action={t('footage.delete')}
          onDelete={async () => {
            for (const [deviceId, eventIds] of byCamera(selected))
              await takingApi.deleteEvents({ params: { deviceId }, body: { eventIds } });
            void refresh();
            onDone();
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </section>
  );
}
