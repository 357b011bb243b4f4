import { useText } from '../texts/index.ts';
import { type Fields, PASSWORD_MIN, type Wrong } from './check-form.ts';

/** What stands under a field that is not right. */
export function useWrongText(): (wrong: Wrong, field: keyof Fields, typed: string) => string | undefined {
  const t = useText();
  return (wrong, field, typed) => {
    switch (wrong[field]) {
      case 'required':
        return t('session.required', { field: t(`session.${field}`) });
      case 'short':
        return t('session.passwordShort', { count: Math.min(typed.length, PASSWORD_MIN) });
      case 'invalid':
        return t('session.loginInvalid');
      case undefined:
        return undefined;
    }
  };
}
