import type { Rule } from 'antd/es/form';
import { useText } from '../texts/index.ts';

/** The rule of a field that must not stay empty, or hold nothing but spaces. */
export function useRequired(): (field: string) => Rule {
  const t = useText();
  return (field) => ({ required: true, whitespace: true, message: t('session.required', { field }) });
}
