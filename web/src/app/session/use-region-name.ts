import { useText } from '../texts/index.ts';

const known = ['cn', 'eu', 'us'] as const;

/** A region's name. One that only this installation has keeps its own. */
export function useRegionName(): (region: string) => string {
  const t = useText();
  return (region) => {
    const name = known.find((one) => one === region);
    return name ? t(`regions.${name}`) : region;
  };
}
