import type { Alarms } from '@kaitong/contract';
import { formatTime } from '../../ui/format.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import styles from './Alarms.module.css';
import { alarmsApi } from './alarms-api.ts';
import { useAlarmChange } from './alarms-query.ts';

/** Hours of rest that somebody asks for with a hand full of shopping. */
const HOURS = [1, 3, 8] as const;

/** Nothing rings for a while, on no phone. */
export function Snooze({ alarms: { snoozedUntil } }: { alarms: Alarms }) {
  const t = useText();
  const snooze = useAlarmChange((snoozeMinutes: number) => alarmsApi.changeAlarms({ body: { snoozeMinutes } }));
  return (
    <Group title={t('alarms.snooze')} note={t('alarms.snoozeNote')}>
      <div className={styles.choices}>
        {snoozedUntil ? (
          <>
            <p role="status">{t('alarms.snoozedUntil', { time: formatTime(snoozedUntil) })}</p>
            <Button onClick={() => snooze.mutate(0)}>{t('alarms.wake')}</Button>
          </>
        ) : (
          HOURS.map((hours) => (
            <Button key={hours} onClick={() => snooze.mutate(hours * 60)}>
              {t('alarms.hours', { count: hours })}
            </Button>
          ))
        )}
      </div>
      {snooze.isError && <ErrorNotice error={snooze.error} />}
    </Group>
  );
}
