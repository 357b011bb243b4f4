import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useCallback } from 'react';
import { explain } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { accountsApi } from './session.ts';

/** Ends the session, leaves the page, then forgets what was loaded in it. */
export function useSignOut(leave: () => void | Promise<void>): () => void {
  const queryClient = useQueryClient();
  const { message } = App.useApp();
  const [language] = useLanguage();
  return useCallback(() => {
    accountsApi
      .signOut({})
      .then(leave)
      .then(() => queryClient.clear())
      .catch((error: unknown) => message.error(explain(error, language).title));
  }, [queryClient, leave, message, language]);
}
