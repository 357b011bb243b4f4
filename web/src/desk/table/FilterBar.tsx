import { Input, type InputRef } from 'antd';
import type { ReactNode, Ref } from 'react';
import styles from './FilterBar.module.css';

type Props = {
  /** A field to search in; a list without one has only its filters. */
  search?: string | undefined;
  placeholder?: string;
  onSearch?: (search: string | undefined) => void;
  field?: Ref<InputRef>;
  children?: ReactNode;
};

/** Search and filters above a list; what they are set to stands in the address. */
export function FilterBar({ search, placeholder, onSearch, field = null, children }: Props) {
  return (
    <search className={styles.bar}>
      {onSearch && (
        <Input.Search
          key={search}
          ref={field}
          defaultValue={search}
          allowClear
          aria-label={placeholder}
          placeholder={placeholder}
          maxLength={64}
          className={styles.search ?? ''}
          onSearch={(text) => onSearch(text.trim() || undefined)}
        />
      )}
      {children}
    </search>
  );
}
