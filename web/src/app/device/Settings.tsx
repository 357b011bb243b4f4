import { canDevice, type OwnerDevice } from '@kaitong/contract';
import { Callout } from '../parts/Callout.tsx';
import { Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import { Motion } from './Motion.tsx';
import { Privacy } from './Privacy.tsx';

/** What the device itself must take: out of its reach, nothing can be changed. */
export function Settings({ device }: { device: OwnerDevice }) {
  const t = useText();
  const { kind, presence } = device;
  const talks = canDevice(kind, 'talk');
  const notes = { online: null, offline: t('device.offlineNote'), dormant: t('device.dormantNote') };
  const note = talks ? notes[presence] : null;
  return (
    <Group title={t('device.settings')}>
      {note && (
        <Callout tone="waiting" flush>
          {note}
        </Callout>
      )}
      {talks && <Motion device={device} />}
      <Privacy device={device} />
    </Group>
  );
}
