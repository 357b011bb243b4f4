import { EVENT_TYPES, type OwnerDevice, type RecordedEvent } from '@kaitong/contract';
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { serverNow } from '../../api/clock.ts';
import { Icon } from '../../ui/Icon.tsx';
import { may } from '../household/may.ts';
import { Button } from '../parts/Button.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { CutRange } from './cutting/CutRange.tsx';
import { type CutSpan, firstCut } from './cutting/cut-span.ts';
import styles from './DayFootage.module.css';
import { DayEmpty } from './day/DayEmpty.tsx';
import { type Day, spanOfDay } from './day/days.ts';
import { DeleteDay } from './deleting/DeleteDay.tsx';
import { Downloads } from './downloads/Downloads.tsx';
import { asReadBy } from './events/as-read-by.ts';
import { EventActions } from './events/EventActions.tsx';
import { EventFilter } from './events/EventFilter.tsx';
import { EventList } from './events/EventList.tsx';
import { isPictureOnly } from './events/picture-only.ts';
import { StillPicture } from './events/StillPicture.tsx';
import { useMarkRead } from './events/use-mark-read.ts';
import { footageQueries } from './footage-queries.ts';
import type { FootageSearch } from './footage-search.ts';
import { markAsked } from './player/playing-time.ts';
import { Watch } from './player/Watch.tsx';
import { filmOf } from './scrub/films.ts';
import { useText } from './texts/index.ts';
import { findNeighbours } from './timeline/neighbours.ts';
import { Timeline } from './timeline/Timeline.tsx';
import { findStart, type TimedSpan } from './timeline/timeline-scale.ts';

type Props = {
  device: OwnerDevice;
  day: Day;
  today: Day;
  search: FootageSearch;
  show: (search: FootageSearch) => void;
};

/** One day: what plays, the day as a line, and its events. */
export function DayFootage({ device, day, today, search, show }: Props) {
  const t = useText();
  const { deviceId } = device;
  const mayMark = may(device, 'manage');
  const client = useQueryClient();
  const span = spanOfDay(day);
  const { event: eventId, at, type, unread } = search;
  const filter = { ...(type ? { type } : {}), ...(unread ? { unread: 'true' } : {}) };
  const whole = useQuery(footageQueries.timeline(deviceId, span, {}));
  const timeline = useQuery(footageQueries.timeline(deviceId, span, filter));
  const list = useInfiniteQuery(footageQueries.events(deviceId, span, filter));
  const events = list.data?.pages.flatMap(({ items }) => items.map((item) => asReadBy(device, item))) ?? [];
  const one = useQuery({
    ...footageQueries.event(deviceId, eventId ?? ''),
    enabled: eventId !== undefined,
    placeholderData: () => events.find((event) => event.eventId === eventId),
  });
  const event = eventId === undefined || one.isError ? undefined : one.data;
  const [playing, setPlaying] = useState<number>();
  const [cut, setCut] = useState<CutSpan>();
  const [skippedTo, setSkippedTo] = useState<'next' | 'none'>();
  const markRead = useMarkRead(deviceId, mayMark);
  const spans = timeline.data ?? [];
  const film = filmOf(deviceId);

  const watch = (next: Pick<FootageSearch, 'event' | 'at'>) => {
    markAsked();
    const { event: _, at: __, ...rest } = search;
    show({ ...rest, ...next });
  };
  const watchEvent = (chosen: RecordedEvent) => {
    setSkippedTo(undefined);
    setPlaying(Date.parse(chosen.startedAt));
    client.setQueryData(footageQueries.event(deviceId, chosen.eventId).queryKey, chosen);
    watch({ event: chosen.eventId });
  };
  const watchFrom = (moment: number) => {
    const start = findStart(spans, moment);
    setSkippedTo(!start ? 'none' : start.skipped ? 'next' : undefined);
    if (!start) return;
    setPlaying(start.at);
    watch({ at: Math.round(start.at) });
  };
  const neighbours = findNeighbours({ events, eventId, spans, playing, watchEvent, watchFrom });
  const watched = eventId !== undefined ? { eventId } : at !== undefined ? rangeFrom(at, span.to) : undefined;
  const isEmpty = timeline.data?.length === 0 && list.data !== undefined && events.length === 0;
  const came = EVENT_TYPES.filter((one) => one === type || whole.data?.some((piece) => piece.type === one));

  return (
    <>
      {event && isPictureOnly(event) && <StillPicture key={eventId} event={event} onShown={markRead} />}
      {watched && !(event && isPictureOnly(event)) && (
        <Watch
          key={eventId ?? at}
          deviceId={deviceId}
          film={film}
          watched={watched}
          event={event}
          label={t('footage.video', { what: event ? t(`footage.types.${event.type}`) : t('footage.title') })}
          {...neighbours}
          onPlaying={({ eventId: played, world }) => {
            if (world !== undefined) setPlaying(world);
            const id = played ?? eventId;
            if (id !== undefined) markRead(id);
          }}
        />
      )}
      {event && (
        <EventActions
          key={`actions ${event.eventId}`} // what plays beside it has the bare id as its key
          {...{ device, event }}
          onDeleted={() => show(search.day ? { day: search.day } : {})}
        />
      )}
      <Loaded query={timeline} what={t('footage.timeline')} rows={1}>
        {(found) =>
          found.length > 0 && (
            <Timeline
              {...{ span, spans: found, now: serverNow(), film }}
              cursor={watched ? playing : undefined}
              onChoose={watchFrom}
              cut={cut && { span: cut, onChange: setCut }}
            />
          )
        }
      </Loaded>
      {cut && <CutRange {...{ device, day, cut, playing }} onChange={setCut} onClose={() => setCut(undefined)} />}
      {!cut && spans.length > 0 && (
        <Button onClick={() => setCut(firstCut(playing ?? newestBegin(spans), span))}>
          <Icon name="scissors" />
          {t('footage.cut.open')}
        </Button>
      )}
      <Downloads />
      {skippedTo && (
        <p className={styles.soft} role="status">
          {t(skippedTo === 'next' ? 'footage.skipped' : 'footage.nothingAfter')}
        </p>
      )}
      {isEmpty && !type && !unread ? (
        <DayEmpty {...{ deviceId, day, today, show }} />
      ) : (
        <>
          <EventFilter
            {...{ came, type, unread: unread === true, mayMark }}
            onChange={({ type: _, unread: __, ...rest }, chosen) => show({ ...rest, ...chosen })}
            search={search}
          />
          <Loaded query={list} what={t('footage.events')} rows={3}>
            {() =>
              events.length === 0 ? (
                <p className={styles.none}>{t('footage.noneOfKind')}</p>
              ) : (
                <EventList
                  events={events}
                  chosen={eventId}
                  onChoose={watchEvent}
                  more={
                    list.hasNextPage
                      ? {
                          isLoading: list.isFetchingNextPage,
                          error: list.isFetchNextPageError ? list.error : null,
                          load: () => void list.fetchNextPage(),
                        }
                      : undefined
                  }
                />
              )
            }
          </Loaded>
          {device.sharedBy === null && (
            <DeleteDay {...{ deviceId, day }} onDeleted={() => show(search.day ? { day: search.day } : {})} />
          )}
        </>
      )}
    </>
  );
}

const newestBegin = (spans: readonly TimedSpan[]): number => Math.max(...spans.map(({ from }) => Date.parse(from)));
const rangeFrom = (at: number, to: string) => ({ from: new Date(at).toISOString(), to });
