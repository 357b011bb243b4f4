import { App } from 'antd';
import { explain } from '../../api/explain.ts';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

/** Says above the page why something was not done, and what to do, where it was asked for by a button alone. */
export function useTellRefusal(): (error: Error) => void {
  const t = useText();
  const [language] = useLanguage();
  const { notification } = App.useApp();
  return (error) => {
    const { title, remedy, code } = explain(error, language);
    notification.error({ title, description: `${remedy} ${t('common.code', { code })}` });
  };
}
