import type { Session } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { z } from 'zod';
import { useOnce } from '../../api/use-once.ts';
import { sessionQuery } from '../../desk/session/session.ts';

/** Signs in by one of its ways, then goes on to where the visitor wanted to be. */
export function useStartSession<Input>(start: (input: Input) => Promise<z.output<typeof Session>>, next = '/') {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useOnce({
    mutationFn: start,
    onSuccess: (session) => {
      queryClient.clear();
      queryClient.setQueryData(sessionQuery().queryKey, session);
      router.history.push(next);
    },
  });
}
