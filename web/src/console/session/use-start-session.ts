import type { Session } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { z } from 'zod';
import { useOnce } from '../../api/use-once.ts';
import { sessionQuery } from '../../desk/session/session.ts';

/** Signs in by one of its ways, then goes on to where the visitor wanted to be. `replace`: there is no way back to this page. */
export function useStartSession<Input>(
  start: (input: Input) => Promise<z.output<typeof Session>>,
  next = '/',
  how: 'push' | 'replace' = 'push',
) {
  const queryClient = useQueryClient();
  const router = useRouter();
  return useOnce({
    mutationFn: start,
    onSuccess: (session) => {
      queryClient.clear();
      queryClient.setQueryData(sessionQuery().queryKey, session);
      router.history[how](next);
    },
  });
}
