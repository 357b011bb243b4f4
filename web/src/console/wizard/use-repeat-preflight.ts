import type { Application } from '@kaitong/contract';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTellRefusal } from '../../desk/calls/use-tell-refusal.ts';
import { api } from '../api.ts';
import { queries } from '../queries.ts';

/** Tests the way up again. One that comes too late shows where the application stands. */
export function useRepeatPreflight({ id }: Application): { repeat: () => void; pending: boolean } {
  const tellRefusal = useTellRefusal();
  const queryClient = useQueryClient();
  const again = useMutation({
    mutationFn: () => api.repeatPreflight({ params: { id } }),
    onError: async (error) => {
      tellRefusal(error);
      await queryClient.invalidateQueries({ queryKey: queries.application(id).queryKey });
    },
  });
  return { repeat: () => again.mutate(), pending: again.isPending };
}
