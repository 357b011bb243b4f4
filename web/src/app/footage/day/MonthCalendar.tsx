import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { useLanguage } from '../../../i18n/texts.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { ErrorNotice } from '../../parts/ErrorNotice.tsx';
import { footageQueries } from '../footage-queries.ts';
import { useText } from '../texts/index.ts';
import { addDays, addMonths, beginOf, type Day, monthOf, spanOfMonth, weeksOf } from './days.ts';
import styles from './MonthCalendar.module.css';
import { type DayMark, markDays } from './mark-days.ts';

type Props = { deviceId: string; day: Day; today: Day; onChoose: (day: Day) => void };

/** A month: which of its days have footage, and on which something is unread. */
export function MonthCalendar({ deviceId, day, today, onChoose }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const [focused, setFocused] = useState(day);
  const month = monthOf(focused);
  const hours = useQuery(footageQueries.calendar(deviceId, spanOfMonth(month)));
  const marks = useMemo(() => markDays(hours.data ?? []), [hours.data]);
  const chosen = useRef<HTMLButtonElement>(null);
  const [isKeyed, setKeyed] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keyboard's place follows the day it moved to
  useEffect(() => {
    if (isKeyed) chosen.current?.focus();
  }, [isKeyed, focused]);
  const move = (to: Day) => setFocused(to > today ? today : to);

  function onKeyDown(event: KeyboardEvent) {
    const to = dayAt(event.key, focused);
    if (!to) return;
    event.preventDefault();
    setKeyed(true);
    move(to);
  }

  const title = new Intl.DateTimeFormat(language, { year: 'numeric', month: 'long' }).format(beginOf(`${month}-01`));
  return (
    <section className={styles.calendar} aria-label={t('footage.calendar')}>
      <div className={styles.head}>
        <button
          type="button"
          aria-label={t('footage.monthBefore')}
          onClick={() => setFocused(`${addMonths(month, -1)}-01`)}
        >
          <Icon name="back" size={20} />
        </button>
        <strong role="status">{title}</strong>
        <button
          type="button"
          aria-label={t('footage.monthAfter')}
          disabled={month >= monthOf(today)}
          onClick={() => move(`${addMonths(month, 1)}-01`)}
        >
          <Icon name="forward" size={20} />
        </button>
      </div>
      {hours.isError && <ErrorNotice error={hours.error} onRetry={() => void hours.refetch()} />}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys move among the buttons inside */}
      <div className={styles.days} data-reading={hours.isPending} onKeyDown={onKeyDown}>
        {weekdaysIn(language).map((name) => (
          <span key={name} className={styles.weekday} aria-hidden="true">
            {name}
          </span>
        ))}
        {weeksOf(month)
          .flat()
          .map((one, at) =>
            one === undefined ? (
              // biome-ignore lint/suspicious/noArrayIndexKey: places before and after the month have no other name
              <span key={`place ${at}`} />
            ) : (
              <DayButton
                key={one}
                ref={one === focused ? chosen : undefined}
                {...{ day: one, mark: marks.get(one), isToday: one === today, isChosen: one === day }}
                isFocused={one === focused}
                disabled={one > today}
                onChoose={onChoose}
              />
            ),
          )}
      </div>
    </section>
  );
}

/** The day to which a key moves. */
function dayAt(key: string, day: Day): Day | undefined {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'PageUp':
      return `${addMonths(monthOf(day), -1)}-01`;
    case 'PageDown':
      return `${addMonths(monthOf(day), 1)}-01`;
    default:
      return undefined;
  }
}

type DayButtonProps = {
  ref: React.Ref<HTMLButtonElement> | undefined;
  day: Day;
  mark: DayMark | undefined;
  isToday: boolean;
  isChosen: boolean;
  isFocused: boolean;
  disabled: boolean;
  onChoose: (day: Day) => void;
};

function DayButton({ ref, day, mark, isToday, isChosen, isFocused, disabled, onChoose }: DayButtonProps) {
  const t = useText();
  const [language] = useLanguage();
  const name = new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(beginOf(day));
  const what = !mark
    ? t('footage.dayEmpty')
    : [
        mark.continuous ? t('footage.legendContinuous') : undefined,
        mark.events > 0 ? t('footage.dayEvents', { count: mark.events }) : undefined,
        mark.unread > 0 ? t('footage.dayUnread', { count: mark.unread }) : undefined,
      ]
        .filter(Boolean)
        .join(t('common.separator'));
  return (
    <button
      ref={ref}
      type="button"
      className={styles.day}
      data-marked={mark !== undefined}
      data-today={isToday}
      aria-label={`${name}${t('common.separator')}${what}`}
      aria-current={isChosen ? 'date' : undefined}
      tabIndex={isFocused ? 0 : -1}
      disabled={disabled}
      onClick={() => onChoose(day)}
    >
      {Number(day.slice(8))}
      {mark && <span className={mark.unread > 0 ? styles.unread : styles.mark} />}
    </button>
  );
}

/** Names of the days from Monday on; 2024 began with one. */
const weekdaysIn = (language: string): string[] => {
  const format = new Intl.DateTimeFormat(language, { weekday: 'short' });
  return Array.from({ length: 7 }, (_, at) => format.format(new Date(2024, 0, 1 + at)));
};
