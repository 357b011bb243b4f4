import { useState } from 'react';
import { Switch } from '../../parts/Switch.tsx';
import { useText } from '../texts/index.ts';
import { areNotificationsOn, canNotify, switchNotifications } from './notifications.ts';

/** Whether this browser tells of new events while the app is open in it. */
export function NotificationSwitch() {
  const t = useText();
  const [isOn, setOn] = useState(areNotificationsOn);
  const [isRefused, setRefused] = useState(false);
  if (!canNotify()) return <Switch label={t('footage.notify')} text={t('footage.notifyUnable')} {...OFF} />;
  return (
    <Switch
      label={t('footage.notify')}
      text={t(isRefused ? 'footage.notifyRefused' : 'footage.notifyText')}
      checked={isOn}
      onChange={(wanted) =>
        void switchNotifications(wanted).then((now) => {
          setOn(now);
          setRefused(wanted && !now);
        })
      }
    />
  );
}

const OFF = { checked: false, disabled: true, onChange: () => {} };
