import { type UseMutationOptions, type UseMutationResult, useMutation } from '@tanstack/react-query';
import { useRef } from 'react';

type Once<Reply, Input> = Omit<UseMutationResult<Reply, Error, Input>, 'mutate' | 'mutateAsync'> & {
  mutate: (input: Input) => void;
};

/**
 * A change that is on its way once: asked for again before it has ended, it does nothing. A button shows that it waits
 * only a moment later, and a second click or Enter comes before that.
 */
export function useOnce<Reply, Input = void>(options: UseMutationOptions<Reply, Error, Input>): Once<Reply, Input> {
  const onItsWay = useRef(false);
  const { mutate, ...mutation } = useMutation({
    ...options,
    onSettled: (...ended) => {
      onItsWay.current = false;
      return options.onSettled?.(...ended);
    },
  });
  return {
    ...mutation,
    mutate: (input) => {
      if (onItsWay.current) return;
      onItsWay.current = true;
      mutate(input);
    },
  };
}
