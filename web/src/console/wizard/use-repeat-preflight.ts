import type { Application } from '@kaitong/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { explain } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { api } from '../api.ts';
import { queries } from '../queries.ts';

/** Tests the way up again. One that comes too late shows where the application stands. */
export function useRepeatPreflight({ id }: Application): { repeat: () => void; pending: boolean } {
  const [language] = useLanguage();
  const { message } = App.useApp();
  const queryClient = useQueryClient();
  const again = useMutation({
    mutationFn: () => api.repeatPreflight({ params: { id } }),
    onError: async (error) => {
      void message.warning(explain(error, language).title);
      await queryClient.invalidateQueries({ queryKey: queries.application(id).queryKey });
    },
  });
  return { repeat: () => again.mutate(), pending: again.isPending };
}
