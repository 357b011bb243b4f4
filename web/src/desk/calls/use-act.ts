import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { useOnce } from '../../api/use-once.ts';
import { useTellRefusal } from './use-tell-refusal.ts';

type After<Reply> = {
  /** What is said when it is done. */
  done: string | ((reply: Reply) => string);
  /** The first part of the keys of what is to be read again, also after a refusal: somebody may have been faster. */
  refresh: readonly string[];
};

/** A change without a form of its own: says that it is done, or why it was refused and what to do. */
export function useAct<Input, Reply>(act: (input: Input) => Promise<Reply>, { done, refresh }: After<Reply>) {
  const { message } = App.useApp();
  const tellRefusal = useTellRefusal();
  const readAgain = useReadAgain();
  return useOnce({
    mutationFn: act,
    onSuccess: (reply) => void message.success(typeof done === 'string' ? done : done(reply)),
    onError: tellRefusal,
    onSettled: () => readAgain(refresh),
  });
}

/** Reads again what stands under these keys. */
export function useReadAgain(): (names: readonly string[]) => Promise<void> {
  const client = useQueryClient();
  return async (names) => {
    await Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })));
  };
}
