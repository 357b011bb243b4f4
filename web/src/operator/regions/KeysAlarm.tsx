import type { KeysState } from '@kaitong/contract';
import { Alert } from 'antd';
import { useText } from '../texts/index.ts';

export const areKeysDoubtful = (keys: KeysState | null): boolean => keys !== null && keys !== 'well';

/** A disk of the keys of recordings has no room, or a copy of them is not there: owners delete nothing meanwhile. */
export function KeysAlarm({ keys }: { keys: KeysState | null }) {
  const t = useText();
  if (keys === null || keys === 'well') return null;
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 16 }}
      title={t(keys === 'full' ? 'operator.regions.keysFull' : 'operator.regions.keysAway')}
      description={t(keys === 'full' ? 'operator.regions.keysFullText' : 'operator.regions.keysAwayText')}
    />
  );
}
