import type { Region } from '@kaitong/contract';
import { Alert } from 'antd';
import { useRegionNames } from '../words/use-region-names.ts';

/** Says what a list lacks because regions did not answer; nothing where all did. */
export function SilentRegions({ regions, say }: { regions: readonly Region[]; say: (names: string) => string }) {
  const regionNames = useRegionNames();
  if (regions.length === 0) return null;
  return <Alert type="warning" showIcon style={{ marginBottom: 16 }} title={say(regionNames(regions))} />;
}
