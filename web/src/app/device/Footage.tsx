import type { OwnerDevice } from '@kaitong/contract';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { Switch } from '../parts/Switch.tsx';
import { useText } from '../texts/index.ts';
import { useUpdate } from './use-change.ts';

/** Whether the maker may see what the device films during a verification. */
export function Footage({ device: { deviceId, verificationFootageAllowed } }: { device: OwnerDevice }) {
  const t = useText();
  const change = useUpdate(deviceId);
  const asked = change.isPending ? change.variables.verificationFootageAllowed : undefined;
  return (
    <Group note={t('device.footageMore')}>
      <Switch
        label={t('device.footage')}
        explanation={t('device.footageText')}
        checked={asked ?? verificationFootageAllowed}
        disabled={change.isPending}
        onChange={(allowed) => change.mutate({ verificationFootageAllowed: allowed })}
      >
        {change.isError && <ErrorNotice error={change.error} also={t('device.unchanged')} />}
      </Switch>
    </Group>
  );
}
