import { TimeText } from '../../ui/TimeText.tsx';
import { useText } from '../texts/index.ts';

/** When a device that is away was there last. */
export function LastSeen({ at }: { at: string | null }) {
  const t = useText();
  if (at === null) return t('devices.never');
  return (
    <>
      {t('devices.lastSeen')} <TimeText at={at} />
    </>
  );
}
