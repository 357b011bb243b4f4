import type { RecordedEvent } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../../api/use-once.ts';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { footageQueries, refreshFootage } from '../footage-queries.ts';
import { takingApi } from '../taking-api.ts';
import { useText } from '../texts/index.ts';
import styles from './EventActions.module.css';
import { Star } from './Star.tsx';

/** Makes a recording a favourite, by which it is found again, or none any more. */
export function Favourite({ event }: { event: RecordedEvent }) {
  const t = useText();
  const client = useQueryClient();
  const { deviceId, eventId, favourite } = event;
  const mark = useOnce({
    mutationFn: () =>
      takingApi.markFavourites({ params: { deviceId }, body: { eventIds: [eventId], favourite: !favourite } }),
    onSuccess: () => {
      client.setQueryData(footageQueries.event(deviceId, eventId).queryKey, { ...event, favourite: !favourite });
      void refreshFootage(client, deviceId);
    },
  });
  return (
    <>
      <Button
        className={favourite ? styles.isFavourite : undefined}
        aria-pressed={favourite}
        busy={mark.isPending && t('footage.favourite')}
        onClick={() => mark.mutate()}
      >
        <Star />
        {t('footage.favourite')}
      </Button>
      {mark.isError && <ErrorNotice error={mark.error} />}
    </>
  );
}
