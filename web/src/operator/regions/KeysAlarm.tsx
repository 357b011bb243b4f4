import type { KeysState } from '@kaitong/contract';
import { Alert } from 'antd';
import { useText } from '../texts/index.ts';

export const areKeysDoubtful = (keys: KeysState | null): boolean => keys !== null && keys !== 'well';

const TEXTS = {
  full: ['operator.regions.keysFull', 'operator.regions.keysFullText'],
  away: ['operator.regions.keysAway', 'operator.regions.keysAwayText'],
  damaged: ['operator.regions.keysDamaged', 'operator.regions.keysDamagedText'],
} as const;

/**
 * A disk of the keys of recordings has no room, or a copy of them is not there: owners delete nothing meanwhile. Or one gave
 * back other bytes than it was given.
 */
export function KeysAlarm({ keys }: { keys: KeysState | null }) {
  const t = useText();
  if (keys === null || keys === 'well') return null;
  const [title, text] = TEXTS[keys];
  return <Alert type="error" showIcon style={{ marginBottom: 16 }} title={t(title)} description={t(text)} />;
}
