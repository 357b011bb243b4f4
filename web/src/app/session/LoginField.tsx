import { Field } from '../parts/Field.tsx';
import { useText } from '../texts/index.ts';

/** What people sign in with: an e-mail address or a phone number. */
export function LoginField({ hint, problem }: { hint?: string; problem?: string | undefined }) {
  const t = useText();
  return (
    <Field
      label={t('session.login')}
      name="login"
      inputMode="email"
      autoComplete="username"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={120}
      problem={problem}
      {...(hint ? { hint } : {})}
    />
  );
}
