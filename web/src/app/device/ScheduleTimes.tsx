import { useState } from 'react';
import { formatClock } from '../../ui/format.ts';
import { Button } from '../parts/Button.tsx';
import { ClockField } from '../parts/ClockField.tsx';
import { useText } from '../texts/index.ts';
import styles from './DevicePage.module.css';
import { judgeSchedule, minutesOf, type Schedule } from './motion.ts';

type Props = { schedule: Schedule; disabled: boolean; onSave: (schedule: Schedule) => void };

/** From when until when. Two times make one change, so they are sent by a button, not one by one. */
export function ScheduleTimes({ schedule, disabled, onSave }: Props) {
  const t = useText();
  const [from, setFrom] = useState(formatClock(schedule.from));
  const [to, setTo] = useState(formatClock(schedule.to));
  const times = { from: minutesOf(from), to: minutesOf(to) };
  const whole = times.from !== undefined && times.to !== undefined ? { from: times.from, to: times.to } : undefined;
  const judged = whole && judgeSchedule(whole);
  const isChanged = whole !== undefined && (whole.from !== schedule.from || whole.to !== schedule.to);
  return (
    <div className={styles.times}>
      <div className={styles.time}>
        <ClockField label={t('device.from')} value={from} disabled={disabled} onChange={setFrom} />
        <ClockField label={t('device.to')} value={to} disabled={disabled} onChange={setTo} />
      </div>
      <p className={styles.note} role="status">
        {judged === 'same' && <span>{t('device.sameTime')}</span>}
        {judged === 'overnight' && <span>{t('device.overnight')}</span>}
        <span>{t('device.deviceTime')}</span>
      </p>
      {whole && isChanged && judged !== 'same' && (
        <Button kind="primary" disabled={disabled} onClick={() => onSave(whole)}>
          {t('device.saveSchedule')}
        </Button>
      )}
    </div>
  );
}
