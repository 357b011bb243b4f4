import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { App } from 'antd';
import { useCallback } from 'react';
import { explain } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';

/** Ends the session and forgets what was loaded in it. */
export function useSignOut(): () => void {
  const queryClient = useQueryClient();
  const navigate = useNavigate();
  const { message } = App.useApp();
  const [language] = useLanguage();
  return useCallback(() => {
    api
      .signOut({})
      .then(async () => {
        await navigate({ to: '/sign-in', search: {} });
        queryClient.clear();
      })
      .catch((error: unknown) => message.error(explain(error, language).title));
  }, [queryClient, navigate, message, language]);
}
