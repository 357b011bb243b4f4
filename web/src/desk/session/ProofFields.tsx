import { useQuery } from '@tanstack/react-query';
import { useText } from '../texts/index.ts';
import { CodeField, PasswordField } from './fields.tsx';
import { standing } from './SecondFactorPanel.tsx';

export type Proof = { password: string; code?: string };

/** The password, and a code where there is a second factor. */
export function ProofFields() {
  const t = useText();
  const factor = useQuery(standing());
  return (
    <>
      <PasswordField name="password" label={t('session.currentPassword')} />
      {factor.data?.on && <CodeField />}
    </>
  );
}
