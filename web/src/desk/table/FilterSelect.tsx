import { Select } from 'antd';

type Props<Value extends string> = {
  label: string;
  /** What is shown when nothing is filtered. */
  all: string;
  value: Value | undefined;
  options: readonly { value: Value; label: string }[];
  width?: number;
  onChange: (value: Value | undefined) => void;
};

/** One filter of a list: everything, or one of its values. */
export function FilterSelect<Value extends string>({
  label,
  all,
  value,
  options,
  width = 140,
  onChange,
}: Props<Value>) {
  return (
    <Select<Value | ''>
      value={value ?? ''}
      aria-label={label}
      style={{ minWidth: width }}
      onChange={(next) => onChange(next === '' ? undefined : next)}
      options={[{ value: '', label: all }, ...options]}
    />
  );
}
