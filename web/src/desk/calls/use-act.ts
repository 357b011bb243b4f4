import { useQueryClient } from '@tanstack/react-query';
import { App } from 'antd';
import { explain } from '../../api/explain.ts';
import { useOnce } from '../../api/use-once.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

type After = {
  /** What is said when it is done. */
  done: string;
  /** The first part of the keys of what is to be read again. */
  refresh: readonly string[];
};

/** A change without a form of its own: says that it is done, or why it was refused and what to do. */
export function useAct<T>(act: (input: T) => Promise<unknown>, { done, refresh }: After) {
  const t = useText();
  const [language] = useLanguage();
  const { message, notification } = App.useApp();
  const readAgain = useReadAgain();
  return useOnce({
    mutationFn: act,
    onSuccess: async () => {
      void message.success(done);
      await readAgain(refresh);
    },
    onError: (error) => {
      const { title, remedy, code } = explain(error, language);
      notification.error({ title, description: `${remedy} ${t('common.code', { code })}` });
    },
  });
}

/** Reads again what stands under these keys. */
export function useReadAgain(): (names: readonly string[]) => Promise<void> {
  const client = useQueryClient();
  return async (names) => {
    await Promise.all(names.map((name) => client.invalidateQueries({ queryKey: [name] })));
  };
}
