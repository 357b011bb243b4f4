import { ALARM_KINDS, type AlarmKind, type Alarms } from '@kaitong/contract';
import { useText } from '../footage/texts/index.ts';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Switch } from '../parts/Switch.tsx';
import styles from './Alarms.module.css';
import { alarmsApi } from './alarms-api.ts';
import { useAlarmChange } from './alarms-query.ts';

type Camera = Alarms['cameras'][number];

/** What rings of each camera: everything, unless its owner says otherwise. */
export function CameraKinds({ alarms: { cameras } }: { alarms: Alarms }) {
  const t = useText();
  if (cameras.length === 0) return null;
  return (
    <Group title={t('alarms.kinds')} note={t('alarms.kindsNote')}>
      {cameras.map((camera) => (
        <OfCamera key={camera.deviceId} camera={camera} />
      ))}
    </Group>
  );
}

function OfCamera({ camera: { deviceId, name, muted } }: { camera: Camera }) {
  const t = useText();
  const set = useAlarmChange((wanted: AlarmKind[]) =>
    alarmsApi.changeCameraAlarms({ params: { deviceId }, body: { muted: wanted } }),
  );
  return (
    <details className={styles.camera}>
      <summary>
        {name}
        <span>
          {muted.length === 0
            ? t('alarms.allKinds')
            : t('alarms.someKinds', { count: ALARM_KINDS.length - muted.length, of: ALARM_KINDS.length })}
        </span>
      </summary>
      {ALARM_KINDS.map((kind) => (
        <Switch
          key={kind}
          label={t(`footage.types.${kind}`)}
          checked={!muted.includes(kind)}
          disabled={set.isPending}
          onChange={(rings) => set.mutate(rings ? muted.filter((one) => one !== kind) : [...muted, kind])}
        />
      ))}
      {set.isError && <ErrorNotice error={set.error} />}
    </details>
  );
}
