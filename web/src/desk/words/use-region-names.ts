import { useCallback } from 'react';
import { useText } from '../texts/index.ts';

const known = ['cn', 'eu', 'us'] as const;

/** Names of regions, joined for a sentence. Regions that only this installation has keep their own name. */
export function useRegionNames(): (regions: readonly string[]) => string {
  const t = useText();
  return useCallback(
    (regions) =>
      regions
        .map((region) => {
          const name = known.find((one) => one === region);
          return name ? t(`regions.${name}`) : region;
        })
        .join(t('common.separator')),
    [t],
  );
}
