import type { OwnerDevice } from '@kaitong/contract';
import { TimeText } from '../../ui/TimeText.tsx';
import { Callout } from '../parts/Callout.tsx';
import { useText } from '../texts/index.ts';

/** Whether the camera is this owner's for good, where it is not. */
export function Standing({ device: { provisional, licenceRevoked, footageUntil } }: { device: OwnerDevice }) {
  const t = useText();
  if (footageUntil !== null)
    return (
      <Callout tone="info" title={t('device.former')}>
        <p>
          {t('device.formerText')} <TimeText at={footageUntil} />
        </p>
      </Callout>
    );
  if (licenceRevoked)
    return (
      <Callout tone="refused" title={t('device.revoked')}>
        <p>{t('device.revokedText')}</p>
      </Callout>
    );
  if (!provisional) return null;
  return (
    <Callout tone="waiting" title={t('device.provisional')} role="status">
      <p>{t('device.provisionalText')}</p>
    </Callout>
  );
}
