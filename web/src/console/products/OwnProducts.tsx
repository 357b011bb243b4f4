import { useInfiniteQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { queries } from '../queries.ts';

type Props = { label: string; id?: string; value?: string[]; onChange?: (pids: string[]) => void };

/** Several products, found by name or PID: the account's own only, since nobody gives away what is another account's. */
export function OwnProducts({ label, id, value, onChange }: Props) {
  const [search, setSearch] = useState('');
  const query = useInfiniteQuery(queries.products(search.trim() || undefined));
  const own = query.data?.pages.flatMap(({ items }) => items).filter(({ role }) => role === 'owner') ?? [];
  return (
    <Select
      {...(id ? { id } : {})}
      {...(value ? { value } : {})}
      {...(onChange ? { onChange } : {})}
      mode="multiple"
      aria-label={label}
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={query.isPending}
      maxCount={200}
      options={own.map(({ pid, name }) => ({ value: pid, label: `${name} (${pid})` }))}
    />
  );
}
