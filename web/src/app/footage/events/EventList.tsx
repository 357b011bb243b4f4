import type { RecordedEvent } from '@kaitong/contract';
import { useEffect, useRef } from 'react';
import { Icon } from '../../../ui/Icon.tsx';
import { Button } from '../../parts/Button.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { clockOf, lengthOf } from '../day/days.ts';
import { Preview } from '../Preview.tsx';
import { useText } from '../texts/index.ts';
import styles from './EventList.module.css';
import { Marks } from './Marks.tsx';
import { isPictureOnly } from './picture-only.ts';

type Props = {
  events: readonly RecordedEvent[];
  chosen: string | undefined;
  more: Rest | undefined;
  onChoose: (event: RecordedEvent) => void;
};

/** A day's events, newest first; more of them come as the reader nears the end. */
export function EventList({ events, chosen, more, onChoose }: Props) {
  return (
    <>
      <ul className={styles.list}>
        {events.map((event) => (
          <EventRow key={event.eventId} event={event} isChosen={event.eventId === chosen} onChoose={onChoose} />
        ))}
      </ul>
      {more && <More {...more} />}
    </>
  );
}

function EventRow({ event, isChosen, onChoose }: EventRowProps) {
  const t = useText();
  const { type, happenedAt, durationMs, state, unread, previewUrl } = event;
  return (
    <li>
      <button
        type="button"
        className={styles.event}
        aria-current={isChosen ? 'true' : undefined}
        onClick={() => onChoose(event)}
      >
        <Preview url={previewUrl} isBeside>
          <span className={styles.length}>
            {isPictureOnly(event) ? t('footage.pictureOnly') : lengthOf(durationMs / 1000)}
          </span>
        </Preview>
        <span className={styles.words}>
          <strong>{t(`footage.types.${type}`)}</strong>
          <span className={styles.when}>
            <time dateTime={happenedAt}>{clockOf(happenedAt)}</time>
            {state !== 'complete' && <span className={styles[state]}>{t(`footage.states.${state}`)}</span>}
          </span>
          <Marks event={event} />
        </span>
        {unread && (
          <span className={styles.unread}>
            <span className="visually-hidden">{t('footage.unread')}</span>
          </span>
        )}
        {!isPictureOnly(event) && <Icon name="play" size={20} />}
      </button>
    </li>
  );
}

type EventRowProps = { event: RecordedEvent; isChosen: boolean; onChoose: (event: RecordedEvent) => void };

/** What comes after the events shown; `error`: why it did not. */
type Rest = { isLoading: boolean; error: Error | null; load: () => void };

function More({ isLoading, error, load }: Rest) {
  const t = useText();
  const end = useRef<HTMLDivElement>(null);
  // What failed is asked for by a hand: the end of the list stays in view, and would ask for ever.
  const asksItself = !isLoading && error === null;
  useEffect(() => {
    if (!end.current || !asksItself) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) load();
      },
      { rootMargin: '400px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [asksItself, load]);
  return (
    <div ref={end} className={styles.more}>
      {error && !isLoading && <ErrorNotice error={error} />}
      <Button busy={isLoading && t('common.reading')} onClick={load}>
        {t('common.more')}
      </Button>
    </div>
  );
}
