import type { RecordedEvent } from '@kaitong/contract';
import { useEffect, useRef } from 'react';
import { Icon } from '../../../ui/Icon.tsx';
import { Button } from '../../parts/Button.tsx';
import { clockOf, lengthOf } from '../day/days.ts';
import { useText } from '../texts/index.ts';
import styles from './EventList.module.css';

type Props = {
  events: readonly RecordedEvent[];
  chosen: string | undefined;
  more: { isLoading: boolean; load: () => void } | undefined;
  onChoose: (event: RecordedEvent) => void;
};

/** A day's events, newest first; more of them come as the reader nears the end. */
export function EventList({ events, chosen, more, onChoose }: Props) {
  const t = useText();
  return (
    <>
      <ul className={styles.list}>
        {events.map((event) => (
          <EventRow key={event.eventId} event={event} isChosen={event.eventId === chosen} onChoose={onChoose} />
        ))}
      </ul>
      {more && <More label={t('common.more')} {...more} />}
    </>
  );
}

function EventRow({ event, isChosen, onChoose }: EventRowProps) {
  const t = useText();
  const { type, happenedAt, durationMs, state, unread, snapshotUrl } = event;
  return (
    <li>
      <button
        type="button"
        className={styles.event}
        aria-current={isChosen ? 'true' : undefined}
        onClick={() => onChoose(event)}
      >
        <span className={styles.picture}>
          {snapshotUrl ? <img src={snapshotUrl} alt="" loading="lazy" /> : <Icon name="film" size={24} />}
          <span className={styles.length}>{lengthOf(durationMs / 1000)}</span>
        </span>
        <span className={styles.words}>
          <strong>{t(`footage.types.${type}`)}</strong>
          <span className={styles.when}>
            <time dateTime={happenedAt}>{clockOf(happenedAt)}</time>
            {state !== 'complete' && <span className={styles[state]}>{t(`footage.states.${state}`)}</span>}
          </span>
        </span>
        {unread && (
          <span className={styles.unread}>
            <span className="visually-hidden">{t('footage.unread')}</span>
          </span>
        )}
        <Icon name="play" size={20} />
      </button>
    </li>
  );
}

type EventRowProps = { event: RecordedEvent; isChosen: boolean; onChoose: (event: RecordedEvent) => void };

function More({ label, isLoading, load }: { label: string; isLoading: boolean; load: () => void }) {
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current || isLoading) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) load();
      },
      { rootMargin: '400px' },
    );
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [isLoading, load]);
  return (
    <div ref={end} className={styles.more}>
      <Button busy={isLoading && label} onClick={load}>
        {label}
      </Button>
    </div>
  );
}
