import type { AccountId } from '@kaitong/contract';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { moneyQueries } from '../money-queries.ts';
import { useText } from '../texts/index.ts';

type Props = { value: AccountId | undefined; onChange: (accountId: AccountId | undefined) => void };

/** Chooses a maker, found by name, sign-in or id. */
export function MakerFilter({ value, onChange }: Props) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const found = useInfiniteQuery(moneyQueries.makers({ search: typed.trim() || undefined }));
  // The address has only the id; its name may stand on no page that was read.
  const chosen = useInfiniteQuery({ ...moneyQueries.makers({ search: value }), enabled: value !== undefined });
  const pages = [...(found.data?.pages ?? []), ...(value && !typed ? (chosen.data?.pages ?? []) : [])];
  const names = new Map(pages.flatMap(({ items }) => items.map((maker) => [maker.accountId, maker.name] as const)));
  return (
    <Select<AccountId>
      value={value ?? null}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={found.isFetching}
      placeholder={t('operatorMoney.allMakers')}
      aria-label={t('operatorMoney.maker')}
      styles={{ placeholder: { color: 'inherit' } }} // it says what is shown, as in the filters beside it
      style={{ minWidth: 220 }}
      onChange={(next) => onChange(next ?? undefined)}
      options={[...names].map(([accountId, name]) => ({ value: accountId, label: name }))}
    />
  );
}
