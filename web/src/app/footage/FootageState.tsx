import { canDevice, type OwnerDevice } from '@kaitong/contract';
import { TimeText } from '../../ui/TimeText.tsx';
import { Callout } from '../parts/Callout.tsx';
import { useText } from './texts/index.ts';

/** Whether there will be more footage, where that is not plain. */
export function FootageState({ device: { kind, presence, cloudStorage } }: { device: OwnerDevice }) {
  const t = useText();
  if (cloudStorage?.state === 'expired')
    return (
      <Callout tone="waiting" title={t('footage.expiredTitle')}>
        <span>{t('footage.expiredText')}</span>
        {cloudStorage.until && (
          <span>
            {t('footage.expiredAt')} <TimeText at={cloudStorage.until} exact />
          </span>
        )}
      </Callout>
    );
  if (canDevice(kind, 'talk') && cloudStorage?.state === 'active' && presence === 'offline')
    return (
      <Callout tone="waiting" title={t('footage.offlineTitle')}>
        {t('footage.offlineText')}
      </Callout>
    );
  return null;
}
