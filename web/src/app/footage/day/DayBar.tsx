import { useState } from 'react';
import { useLanguage } from '../../../i18n/texts.ts';
import { Icon } from '../../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './DayBar.module.css';
import { addDays, beginOf, type Day } from './days.ts';
import { MonthCalendar } from './MonthCalendar.tsx';

type Props = { deviceId: string; day: Day; today: Day; onChoose: (day: Day) => void };

/** Which day is shown, the ones beside it, and the way to all others. */
export function DayBar({ deviceId, day, today, onChoose }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const [isOpen, setOpen] = useState(false);
  const name = new Intl.DateTimeFormat(language, { month: 'long', day: 'numeric', weekday: 'short' });
  return (
    <>
      <div className={styles.dayBar}>
        <button type="button" aria-label={t('footage.dayBefore')} onClick={() => onChoose(addDays(day, -1))}>
          <Icon name="back" size={20} />
        </button>
        <button
          type="button"
          className={styles.dayName}
          aria-expanded={isOpen}
          title={t('footage.calendar')}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="calendar" size={20} />
          {day === today ? `${t('footage.today')} · ` : ''}
          {name.format(beginOf(day))}
        </button>
        <button
          type="button"
          aria-label={t('footage.dayAfter')}
          disabled={day >= today}
          onClick={() => onChoose(addDays(day, 1))}
        >
          <Icon name="forward" size={20} />
        </button>
      </div>
      {isOpen && (
        <MonthCalendar
          {...{ deviceId, day, today }}
          onChoose={(chosen) => {
            setOpen(false);
            onChoose(chosen);
          }}
        />
      )}
    </>
  );
}
