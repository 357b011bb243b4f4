import { useInfiniteQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { queries } from '../queries.ts';
import { useText } from '../texts/index.ts';

/** Chooses one of the account's products, found by name or PID. */
export function ProductFilter({
  pid,
  onChange,
}: {
  pid: string | undefined;
  onChange: (pid: string | undefined) => void;
}) {
  const t = useText();
  const [typed, setTyped] = useState('');
  const { data, isFetching } = useInfiniteQuery(queries.products(typed || undefined));
  const products = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Select<string>
      value={pid ?? null}
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      loading={isFetching}
      placeholder={t('devices.allProducts')}
      aria-label={t('menu.products')}
      styles={{ placeholder: { color: 'inherit' } }} // it says what is shown, as in the filters beside it
      style={{ minWidth: 240 }}
      onChange={(next) => onChange(next ?? undefined)}
      options={products.map((product) => ({ value: product.pid, label: `${product.name} (${product.pid})` }))}
    />
  );
}
