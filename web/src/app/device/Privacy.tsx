import { canDevice, type OwnerDevice } from '@kaitong/contract';
import { Switch } from '../parts/Switch.tsx';
import { useText } from '../texts/index.ts';
import { Outcome } from './Outcome.tsx';
import { useSettings } from './use-change.ts';

export function Privacy({ device: { deviceId, kind, presence, settings } }: { device: OwnerDevice }) {
  const t = useText();
  const talks = canDevice(kind, 'talk');
  const change = useSettings(deviceId);
  const asked = change.isPending ? change.variables.privacyMode : undefined;
  return (
    <Switch
      label={t('device.privacy')}
      text={t(talks ? 'device.privacyText' : 'device.privacyPush')}
      checked={asked ?? settings.privacyMode}
      disabled={(talks && presence === 'offline') || change.isPending}
      onChange={(privacyMode) => change.mutate({ privacyMode })}
    >
      {(change.isPending || change.isError) && <Outcome change={change} />}
    </Switch>
  );
}
