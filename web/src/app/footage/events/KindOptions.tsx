import type { RecordedEvent } from '@kaitong/contract';
import { useText } from '../texts/index.ts';

/** Of a choice of what is shown: all of it, or events of one kind. */
export function KindOptions({ kinds }: { kinds: readonly RecordedEvent['type'][] }) {
  const t = useText();
  return (
    <>
      <option value="">{t('footage.all')}</option>
      {kinds.map((one) => (
        <option key={one} value={one}>
          {t(`footage.types.${one}`)}
        </option>
      ))}
    </>
  );
}
