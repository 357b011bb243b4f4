import type { OwnerDevice, RecordedEvent } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useOnce } from '../../../api/use-once.ts';
import { formatBytes } from '../../../ui/format.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { TimeText } from '../../../ui/TimeText.tsx';
import { api } from '../../api.ts';
import { may } from '../../household/may.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { ButtonRow } from '../ButtonRow.tsx';
import { DeleteSheet } from '../deleting/DeleteSheet.tsx';
import { saveFrom } from '../downloads/save-from.ts';
import { refreshFootage } from '../footage-queries.ts';
import { Keep } from '../keeping/Keep.tsx';
import { ShareSheet } from '../sharing/ShareSheet.tsx';
import { takingQueries } from '../taking-queries.ts';
import { useText } from '../texts/index.ts';
import styles from './EventActions.module.css';
import { Favourite } from './Favourite.tsx';
import { Note } from './Note.tsx';
import { isPictureOnly } from './picture-only.ts';

type Props = { device: OwnerDevice; event: RecordedEvent; onDeleted: () => void };

/** What may be done with a recording besides watching it. */
export function EventActions({ device, event, onDeleted }: Props) {
  const t = useText();
  const client = useQueryClient();
  const [asked, setAsked] = useState<'share' | 'delete'>();
  const { deviceId, eventId } = event;
  const download = useOnce({
    mutationFn: () => api.createDownload({ params: { deviceId, eventId } }),
    onSuccess: saveFrom,
    onSettled: () => client.invalidateQueries({ queryKey: takingQueries.downloads().queryKey }),
  });
  return (
    <>
      <p className={styles.soft}>
        {t(`footage.types.${event.type}`)} · <TimeText at={event.happenedAt} exact /> · {formatBytes(event.bytes)}
        <br />
        {t('footage.keptUntil')} <TimeText at={event.keptUntil} exact />
      </p>
      <Note event={event} mayWrite={may(device, 'manage')} />
      <ButtonRow>
        {may(device, 'manage') && (
          <>
            <Favourite event={event} />
            <Keep event={event} />
          </>
        )}
        {!isPictureOnly(event) && (
          <>
            <Button busy={download.isPending && t('footage.download')} onClick={() => download.mutate()}>
              <Icon name="download" />
              {t('footage.download')}
            </Button>
            {may(device, 'manage') && (
              <Button onClick={() => setAsked('share')}>
                <Icon name="share" />
                {t('footage.share')}
              </Button>
            )}
          </>
        )}
        {device.sharedBy === null && (
          <Button kind="dangerPlain" onClick={() => setAsked('delete')}>
            <Icon name="trash" />
            {t('footage.delete')}
          </Button>
        )}
      </ButtonRow>
      {download.isError && <ErrorNotice error={download.error} />}
      {asked === 'share' && <ShareSheet {...{ deviceId, of: { eventId } }} onClose={() => setAsked(undefined)} />}
      {asked === 'delete' && (
        <DeleteSheet
          title={t('footage.deleteTitle')}
          text={t('footage.deleteText')}
          action={t('footage.delete')}
          onDelete={async () => {
            await api.deleteEvent({ params: { deviceId, eventId } });
            onDeleted();
            void refreshFootage(client, deviceId);
          }}
          onClose={() => setAsked(undefined)}
        />
      )}
    </>
  );
}
