import { type UseMutationOptions, type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

type Once<Result> = Result extends unknown ? Omit<Result, 'mutateAsync'> : never;

/**
 * A change that is on its way once: asked for again before it has ended, it does nothing. A button shows that it waits
 * only a moment later, and a second click or Enter comes before that.
 */
export function useOnce<Reply, Input = void>(
  options: UseMutationOptions<Reply, Error, Input>,
): Once<UseMutationResult<Reply, Error, Input>> {
  const onItsWay = useRef(false);
  const { mutateAsync: _, ...mutation } = useMutation({
    ...options,
    onSettled: (...ended) => {
      onItsWay.current = false;
      return options.onSettled?.(...ended);
    },
  });
  return {
    ...mutation,
    mutate: (...asked) => {
      if (onItsWay.current) return;
      onItsWay.current = true;
      mutation.mutate(...asked);
    },
  };
}
