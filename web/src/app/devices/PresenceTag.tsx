import type { OwnerDevice } from '@kaitong/contract';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';
import styles from './PresenceTag.module.css';

type Shown = Pick<OwnerDevice, 'kind' | 'presence'>;

/** How a device stands. Of one that only takes pushes nobody can say whether it is there. */
export const standingOf = ({ kind, presence }: Shown) => (kind === 'push' ? 'push' : presence);

const icons: Record<ReturnType<typeof standingOf>, IconName> = {
  ...{ online: 'check', offline: 'cross', dormant: 'moon' },
  push: 'share',
};

/** The same in words. */
export function PresenceWords({ device, size = '1em' }: { device: Shown; size?: string | number }) {
  const t = useText();
  const standing = standingOf(device);
  return (
    <>
      <Icon name={icons[standing]} size={size} />
      {standing === 'push' ? t('devices.push') : t(`presence.${standing}`)}
    </>
  );
}

/** Whether a device is there. */
export function PresenceTag({ device }: { device: Shown }) {
  return (
    <span className={`${styles.tag} ${styles[standingOf(device)] ?? ''}`}>
      <PresenceWords device={device} />
    </span>
  );
}
