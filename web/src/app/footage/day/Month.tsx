import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { useLanguage } from '../../../i18n/texts.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import { addDays, addMonths, beginOf, type Day, monthOf, weeksOf } from './days.ts';
import styles from './Month.module.css';
import type { DayMark } from './mark-days.ts';

type Props = {
  /** Undefined: none is chosen yet. */
  day: Day | undefined;
  today: Day;
  /** The day where the keyboard is; its month is shown. */
  focused: Day;
  onFocus: (day: Day) => void;
  /** What is on which day, where that is asked. */
  marks?: ReadonlyMap<Day, DayMark>;
  isReading?: boolean;
  notice?: ReactNode;
  /** The keyboard begins at the day. */
  takesFocus?: boolean;
  onChoose: (day: Day) => void;
};

/** The days of a month up to today, to choose one. */
export function Month({ day, today, focused, onFocus, marks, isReading = false, notice, ...rest }: Props) {
  const { takesFocus = false, onChoose } = rest;
  const t = useText();
  const [language] = useLanguage();
  const month = monthOf(focused);
  const chosen = useRef<HTMLButtonElement>(null);
  const [isKeyed, setKeyed] = useState(takesFocus);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keyboard's place follows the day it moved to
  useEffect(() => {
    if (isKeyed) chosen.current?.focus();
  }, [isKeyed, focused]);
  const move = (to: Day) => onFocus(to > today ? today : to);

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
          onClick={() => onFocus(`${addMonths(month, -1)}-01`)}
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
      {notice}
      {/* biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: arrow keys move among its days, as in the grid of ARIA's date picker */}
      <table role="grid" className={styles.days} data-reading={isReading} onKeyDown={onKeyDown}>
        <thead>
          <tr>
            {weekdaysIn(language).map((name) => (
              <th key={name} scope="col" className={styles.weekday}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(month).map((week) => (
            <tr key={week.find((one) => one !== undefined)}>
              {week.map((one, at) => (
                <td key={one ?? `place ${at}`}>
                  {one !== undefined && (
                    <DayButton
                      ref={one === focused ? chosen : undefined}
                      {...{ day: one, marks, isToday: one === today, isChosen: one === day }}
                      isFocused={one === focused}
                      disabled={one > today}
                      onChoose={onChoose}
                    />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
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
  marks: ReadonlyMap<Day, DayMark> | undefined;
  isToday: boolean;
  isChosen: boolean;
  isFocused: boolean;
  disabled: boolean;
  onChoose: (day: Day) => void;
};

function DayButton({ ref, day, marks, isToday, isChosen, isFocused, disabled, onChoose }: DayButtonProps) {
  const t = useText();
  const [language] = useLanguage();
  const name = new Intl.DateTimeFormat(language, { dateStyle: 'full' }).format(beginOf(day));
  const mark = marks?.get(day);
  const what = !mark
    ? [marks && t('footage.dayEmpty')]
    : [
        mark.continuous ? t('footage.legendContinuous') : undefined,
        mark.events > 0 ? t('footage.dayEvents', { count: mark.events }) : undefined,
        mark.unread > 0 ? t('footage.dayUnread', { count: mark.unread }) : undefined,
      ];
  return (
    <button
      ref={ref}
      type="button"
      className={styles.day}
      data-marked={marks && mark !== undefined}
      data-today={isToday}
      aria-label={[name, ...what].filter(Boolean).join(t('common.separator'))}
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
