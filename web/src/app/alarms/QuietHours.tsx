import type { Alarms } from '@kaitong/contract';
import { useState } from 'react';
import { ClockField } from '../parts/ClockField.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Switch } from '../parts/Switch.tsx';
import { useText } from '../texts/index.ts';
import styles from './Alarms.module.css';
import { alarmsApi } from './alarms-api.ts';
import { useAlarmChange } from './alarms-query.ts';

/** When most people sleep. */
const NIGHT = { from: '22:00', until: '07:00' };

/** By the clock of whoever sets them: the time zone goes along. */
export function QuietHours({ alarms: { quiet, timeZone } }: { alarms: Alarms }) {
  const t = useText();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const set = useAlarmChange((wanted: Alarms['quiet']) =>
    alarmsApi.changeAlarms({ body: { quiet: wanted, timeZone: here } }),
  );
  const time = (name: 'from' | 'until') =>
    quiet && (
      <QuietTime
        key={quiet[name]}
        label={t(`alarms.${name}`)}
        value={quiet[name]}
        onSet={(value) => {
          // Enter has sent what leaving the field would send again.
          if (!set.isPending || set.variables?.[name] !== value) set.mutate({ ...quiet, [name]: value });
        }}
      />
    );
  return (
    <Group title={t('alarms.quiet')} {...(quiet ? { note: t('alarms.quietZone', { zone: timeZone }) } : {})}>
      <Switch
        label={t('alarms.quietOn')}
        text={t('alarms.quietText')}
        checked={quiet !== null}
        disabled={set.isPending}
        onChange={(wanted) => set.mutate(wanted ? NIGHT : null)}
      />
      {quiet && (
        <div className={styles.times}>
          {time('from')}
          {time('until')}
        </div>
      )}
      {set.isError && <ErrorNotice error={set.error} />}
    </Group>
  );
}

/** Goes to the server once it is left, not with each digit. */
function QuietTime({ label, value, onSet }: { label: string; value: string; onSet: (value: string) => void }) {
  const [time, setTime] = useState(value);
  return (
    <ClockField
      label={label}
      value={time}
      onChange={setTime}
      onSettle={(settled) => {
        if (settled !== value) onSet(settled);
      }}
    />
  );
}
