import type { OwnerDevice } from '@kaitong/contract';
import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';

/** When a device that is away was there last, or when something was pushed for it. */
export function LastSeen({ device: { kind, lastSeenAt } }: { device: Pick<OwnerDevice, 'kind' | 'lastSeenAt'> }) {
  const t = useText();
  const isPush = kind === 'push';
  if (lastSeenAt === null) return t(isPush ? 'devices.neverPush' : 'devices.never');
  return (
    <>
      {t(isPush ? 'devices.lastPush' : 'devices.lastSeen')} <TimeText at={lastSeenAt} />
    </>
  );
}
