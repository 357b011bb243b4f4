import { canDevice, type OwnerDevice } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { Icon } from '../../ui/Icon.tsx';
import { Firmware } from '../firmware/Firmware.tsx';
import { LatestFootage } from '../footage/LatestFootage.tsx';
import { Page } from '../frame/Page.tsx';
import { may } from '../household/may.ts';
import { Leave, SharedNote } from '../household/SharedDevice.tsx';
import { buttonClass } from '../parts/Button.tsx';
import { Loaded } from '../parts/Loaded.tsx';
import { findListed, queries } from '../queries.ts';
import { useText } from '../texts/index.ts';
import { About } from './About.tsx';
import { CloudEntry } from './CloudEntry.tsx';
import { DeveloperEntries } from './DeveloperEntries.tsx';
import styles from './DevicePage.module.css';
import { Footage } from './Footage.tsx';
import { HandOver } from './HandOver.tsx';
import { Remove } from './Remove.tsx';
import { Rename } from './Rename.tsx';
import { Settings } from './Settings.tsx';
import { Standing } from './Standing.tsx';
import { State } from './State.tsx';
import { Support } from './Support.tsx';

const route = getRouteApi('/signed-in/devices/$deviceId');

export function DevicePage() {
  const t = useText();
  const { deviceId } = route.useParams();
  const device = useDevice(deviceId);
  const [renaming, setRenaming] = useState(false);
  const isGone = codeOf(device.error) === 'not_found';
  const shown = isGone ? undefined : device.data;
  return (
    <Page
      title={shown?.name ?? (isGone ? t('device.gone') : t('device.loading'))}
      back={{ to: '/' }}
      action={
        shown &&
        may(shown, 'manage') && (
          <button
            type="button"
            className={styles.rename}
            aria-label={t('device.rename')}
            onClick={() => setRenaming(true)}
          >
            <Icon name="edit" size={20} />
          </button>
        )
      }
    >
      <Loaded query={device} what={t('device.about')}>
        {(loaded) => <Device key={loaded.deviceId} device={loaded} />}
      </Loaded>
      {isGone && (
        <Link to="/" className={buttonClass('primary')}>
          {t('missing.home')}
        </Link>
      )}
      {renaming && shown && <Rename device={shown} onClose={() => setRenaming(false)} />}
    </Page>
  );
}

/** A device, read anew; until the answer is there, as the list had it. */
function useDevice(deviceId: string) {
  const client = useQueryClient();
  return useQuery({
    ...queries.device(deviceId),
    placeholderData: () => findListed(client, deviceId),
  });
}

function Device({ device }: { device: OwnerDevice }) {
  const { sharedBy } = device;
  if (sharedBy)
    return (
      <div className={styles.sections}>
        <SharedNote sharedBy={sharedBy} />
        <State device={device} />
        {canDevice(device.kind, 'update') && <Firmware device={device} />}
        {may(device, 'watch') && <LatestFootage device={device} />}
        {may(device, 'pay') && <CloudEntry device={device} />}
        {may(device, 'manage') && <Settings device={device} />}
        <About device={device} />
        <Leave sharedBy={sharedBy} />
      </div>
    );
  if (device.footageUntil !== null)
    return (
      <div className={styles.sections}>
        <Standing device={device} />
        <LatestFootage device={device} />
        <Remove device={device} />
      </div>
    );
  return (
    <div className={styles.sections}>
      <Standing device={device} />
      <State device={device} />
      {canDevice(device.kind, 'update') && <Firmware device={device} />}
      <LatestFootage device={device} />
      <CloudEntry device={device} />
      <Settings device={device} />
      <DeveloperEntries device={device} />
      {canDevice(device.kind, 'verify') && <Footage device={device} />}
      <About device={device} />
      {canDevice(device.kind, 'support') && <Support device={device} />}
      {canDevice(device.kind, 'changeHands') && <HandOver device={device} />}
      <Remove device={device} />
    </div>
  );
}
