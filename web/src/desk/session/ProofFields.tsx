import { useQuery } from '@tanstack/react-query';
import { useText } from '../texts/index.ts';
import { CodeField, PasswordField } from './fields.tsx';
import { standing } from './SecondFactorPanel.tsx';

export type Proof = { password: string; code?: string };

type Props = {
  /** Beside somebody else's name it has to be said whose password and code these are. */
  label?: { password: string; code: string };
};

/** The password, and a code where there is a second factor; where that is not known a code may be given. */
export function ProofFields({ label }: Props) {
  const t = useText();
  const factor = useQuery(standing());
  const code = label?.code ?? t('factor.code');
  return (
    <>
      <PasswordField name="password" label={label?.password ?? t('session.currentPassword')} />
      {factor.data?.on && <CodeField label={code} />}
      {factor.isError && !factor.data && <CodeField label={t('factor.codeIfOn', { code })} optional />}
    </>
  );
}
