import type { Region } from '@kaitong/contract';
import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useRegionNames } from '../../desk/words/use-region-names.ts';
import { salesQueries } from '../sales-queries.ts';
import { useText } from '../texts/index.ts';

type Props = { value: Region | undefined; onChange: (region: Region | undefined) => void };

/** One of the regions of this installation. */
export function RegionFilter({ value, onChange }: Props) {
  const t = useText();
  const regionNames = useRegionNames();

  const { data } = useQuery(salesQueries.regions());
  return (
    <Select<Region | ''>
      value={value ?? ''}
      aria-label={t('common.region')}
      style={{ minWidth: 130 }}
      onChange={(next) => onChange(next === '' ? undefined : next)}
      options={[
        { value: '', label: t('operatorMoney.allRegions') },
        ...(data?.items ?? []).map(({ region }) => ({ value: region, label: regionNames([region]) })),
      ]}
    />
  );
}
