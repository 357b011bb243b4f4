import type { DeviceUpdate, DeviceUpdateState, OwnerDevice } from '@kaitong/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useOnce } from '../../api/use-once.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon, type IconName } from '../../ui/Icon.tsx';
import { TimeText } from '../../ui/TimeText.tsx';
import { may } from '../household/may.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Group } from '../parts/Group.tsx';
import { useText } from '../texts/index.ts';
import styles from './Firmware.module.css';
import { firmwareApi, firmwareQuery } from './firmware-api.ts';
import { nextNight } from './next-night.ts';

/** New firmware for a camera, and how its update goes. Where there is none, there is nothing to read. */
export function Firmware({ device }: { device: OwnerDevice }) {
  const t = useText();
  const firmware = useQuery(firmwareQuery(device.deviceId));
  const update = firmware.data?.update;
  if (!update) return null;
  return (
    <Group title={t('firmware.title')}>
      <div className={styles.update}>
        <State update={update} running={firmware.data?.firmware ?? ''} />
        <Notes update={update} />
        {update.canChoose && may(device, 'manage') && <Choose device={device} update={update} />}
      </div>
    </Group>
  );
}

const icons: Record<DeviceUpdateState, IconName> = {
  ...{ offered: 'info', waiting: 'moon', downloading: 'download' },
  ...{ installed: 'check', failed: 'alert', rolled_back: 'alert' },
};

type Told = Pick<DeviceUpdate, 'version' | 'at'> & { told: DeviceUpdateState | 'takesBack'; running: string };

function State({ update, running }: { update: DeviceUpdate; running: string }) {
  const t = useText();
  const { state, version, at, reason, takesBack } = update;
  const told = state === 'offered' && takesBack ? 'takesBack' : state;
  return (
    <div role="status">
      <p className={`${styles.state} ${styles[state] ?? ''}`}>
        <Icon name={icons[state]} size={20} />
        <strong>{t(`firmware.${told}`, { version })}</strong>
      </p>
      <p className={styles.soft}>
        <Explained {...{ told, version, at, running }} />
        {reason && ` (${reason})`}
      </p>
    </div>
  );
}

function Explained({ told, version, at, running }: Told) {
  const t = useText();
  switch (told) {
    case 'takesBack':
      return t('firmware.takesBackText', { version, running });
    case 'failed':
    case 'rolled_back':
      return t(`firmware.${told}Text`, { running });
    case 'waiting':
      return (
        <>
          {t('firmware.waitingUntil')} {at && <TimeText at={at} exact />}
        </>
      );
    default:
      return t(`firmware.${told}Text`);
  }
}

function Notes({ update: { notes } }: { update: DeviceUpdate }) {
  const t = useText();
  const [language] = useLanguage();
  return (
    <div>
      <p className={styles.soft}>{t('firmware.notes')}</p>
      <p className={styles.notes}>{notes[language]}</p>
    </div>
  );
}

function Choose({ device: { deviceId, presence }, update }: { device: OwnerDevice; update: DeviceUpdate }) {
  const t = useText();
  const client = useQueryClient();
  const install = useOnce({
    mutationFn: (at: string | null) =>
      firmwareApi.installFirmware({ params: { deviceId }, body: { releaseId: update.releaseId, at } }),
    onSuccess: (shown) => client.setQueryData(firmwareQuery(deviceId).queryKey, shown),
    // What was to be had may be gone: the page shows what there is.
    onError: () => client.invalidateQueries({ queryKey: firmwareQuery(deviceId).queryKey }),
  });
  const isNow = install.isSuccess && install.variables === null && update.state !== 'waiting';
  return (
    <>
      {isNow && <p role="status">{t(presence === 'online' ? 'firmware.asked' : 'firmware.askedLater')}</p>}
      <div className={styles.actions}>
        <Button
          kind="primary"
          busy={install.isPending && install.variables === null && t('firmware.asking')}
          onClick={() => install.mutate(null)}
        >
          {t('firmware.now')}
        </Button>
        {!update.takesBack && update.state !== 'waiting' && (
          <Button onClick={() => install.mutate(nextNight(new Date()).toISOString())}>{t('firmware.night')}</Button>
        )}
      </div>
      {install.isError && <ErrorNotice error={install.error} />}
    </>
  );
}
