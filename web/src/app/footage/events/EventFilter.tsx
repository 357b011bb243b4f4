import type { RecordedEvent } from '@kaitong/contract';
import { useId } from 'react';
import type { FootageSearch } from '../footage-search.ts';
import { useText } from '../texts/index.ts';
import styles from './EventFilter.module.css';
import { KindOptions } from './KindOptions.tsx';

type Props = {
  search: FootageSearch;
  /** Of which types there are any that day: others are not offered. */
  came: readonly RecordedEvent['type'][];
  type: RecordedEvent['type'] | undefined;
  unread: boolean;
  /** To whoever may not mark what was seen, nothing is unread. */
  mayMark: boolean;
  onChange: (search: FootageSearch, chosen: Pick<FootageSearch, 'type' | 'unread'>) => void;
};

/** Which of a day's events are listed, and drawn on its line. */
export function EventFilter({ search, came, type, unread, mayMark, onChange }: Props) {
  const t = useText();
  const id = useId();
  const choose = (chosen: RecordedEvent['type'] | undefined, onlyUnread: boolean) =>
    onChange(search, { ...(chosen ? { type: chosen } : {}), ...(onlyUnread ? { unread: true as const } : {}) });
  return (
    <div className={styles.filter}>
      <h2>{t('footage.events')}</h2>
      <select
        aria-label={t('footage.filter')}
        value={type ?? ''}
        onChange={({ target }) =>
          choose(
            came.find((one) => one === target.value),
            unread,
          )
        }
      >
        <KindOptions kinds={came} />
      </select>
      {mayMark && (
        <label htmlFor={id}>
          <input id={id} type="checkbox" checked={unread} onChange={({ target }) => choose(type, target.checked)} />
          {t('footage.unread')}
        </label>
      )}
    </div>
  );
}
