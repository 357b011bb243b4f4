import type { app, Output } from '@kaitong/contract';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useOnce } from '../../api/use-once.ts';
import { queries } from '../queries.ts';

/** Signs in by one of its ways, then goes on to where the visitor wanted to be. */
export function useStartSession<Input>(start: (input: Input) => Promise<Output<typeof app.signIn>>, next = '/') {
  const client = useQueryClient();
  const router = useRouter();
  return useOnce({
    mutationFn: start,
    onSuccess: async (owner) => {
      client.clear();
      client.setQueryData(queries.owner().queryKey, owner);
      await router.navigate({ to: next, replace: true });
    },
  });
}
