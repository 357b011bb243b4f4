import type { MotionDetection, OwnerDevice } from '@kaitong/contract';
import { Choice } from '../parts/Choice.tsx';
import { Switch } from '../parts/Switch.tsx';
import { useText } from '../texts/index.ts';
import styles from './DevicePage.module.css';
import { NIGHT } from './motion.ts';
import { Outcome } from './Outcome.tsx';
import { ScheduleTimes } from './ScheduleTimes.tsx';
import { useSettings } from './use-change.ts';

/** Motion detection. What was asked for is shown while the device is asked, and taken back if it does not agree. */
export function Motion({ device: { deviceId, presence, settings } }: { device: OwnerDevice }) {
  const t = useText();
  const change = useSettings(deviceId);
  const motion = (change.isPending ? change.variables.motionDetection : undefined) ?? settings.motionDetection;
  const disabled = presence === 'offline' || change.isPending;
  if (!motion) return <Unknown />;
  const ask = (part: Partial<MotionDetection>) => change.mutate({ motionDetection: { ...motion, ...part } });
  return (
    <>
      <Switch
        label={t('device.motion')}
        text={t('device.motionText')}
        checked={motion.enabled}
        disabled={disabled}
        onChange={(enabled) => ask({ enabled })}
      >
        {(change.isPending || change.isError) && <Outcome change={change} />}
      </Switch>
      {motion.enabled && (
        <>
          <Choice
            label={t('device.when')}
            value={motion.schedule ? 'scheduled' : 'allDay'}
            options={(['allDay', 'scheduled'] as const).map((value) => ({ value, label: t(`device.${value}`) }))}
            disabled={disabled}
            onChange={(when) => ask({ schedule: when === 'allDay' ? null : NIGHT })}
          />
          {motion.schedule && (
            <ScheduleTimes
              key={`${motion.schedule.from}-${motion.schedule.to}`}
              schedule={motion.schedule}
              disabled={disabled}
              onSave={(schedule) => ask({ schedule })}
            />
          )}
          <Choice
            label={t('device.sensitivity')}
            value={motion.sensitivity}
            options={(['low', 'medium', 'high'] as const).map((value) => ({ value, label: t(`device.${value}`) }))}
            disabled={disabled}
            onChange={(sensitivity) => ask({ sensitivity })}
          />
        </>
      )}
    </>
  );
}

function Unknown() {
  const t = useText();
  return (
    <div className={styles.plain}>
      <strong>{t('device.motion')}</strong>
      <p>{t('device.motionUnknown')}</p>
    </div>
  );
}
