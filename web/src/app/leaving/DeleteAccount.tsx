import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { codeOf } from '../../api/code-of.ts';
import { useOnce } from '../../api/use-once.ts';
import { api } from '../api.ts';
import { Button } from '../parts/Button.tsx';
import { ErrorNotice } from '../parts/ErrorNotice.tsx';
import { Sheet, sheetActionsClass } from '../parts/Sheet.tsx';
import { forgetOwner } from '../queries.ts';
import { PasswordField } from '../session/PasswordField.tsx';
import { forgetOwnReceipt, ownReceiptToken } from './own-receipt.ts';
import { useText } from './texts/index.ts';

/** Asks for the password, deletes, and goes on to the receipt. */
export function DeleteAccount({ onClose }: { onClose: () => void }) {
  const t = useText();
  const client = useQueryClient();
  const router = useRouter();
  const [isEmpty, setEmpty] = useState(false);
  const remove = useOnce({
    mutationFn: (password: string) => api.deleteAccount({ body: { password, token: ownReceiptToken() } }),
    onSuccess: async ({ token }) => {
      forgetOwnReceipt();
      await router.navigate({ to: '/deleted', hash: `token=${token}`, replace: true });
      forgetOwner(client);
    },
  });
  const isWrong = codeOf(remove.error) === 'sign_in_failed';
  return (
    <Sheet title={t('removeTitle')} onClose={onClose}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const password = String(new FormData(event.currentTarget).get('password') ?? '');
          setEmpty(password === '');
          if (password !== '') remove.mutate(password);
        }}
      >
        <p>{t('removeSure')}</p>
        <PasswordField
          label={t('password')}
          autoComplete="current-password"
          problem={isEmpty || isWrong ? t('wrong') : undefined}
        />
        {remove.isError && !isWrong && <ErrorNotice error={remove.error} />}
        <div className={sheetActionsClass}>
          <Button kind="danger" type="submit" busy={remove.isPending && t('removing')}>
            {t('remove')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </div>
      </form>
    </Sheet>
  );
}
