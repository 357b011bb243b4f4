import { csvPathOf } from '@kaitong/contract';
import { Button } from 'antd';
import { useLanguage } from '../../i18n/texts.ts';
import { Icon } from '../../ui/Icon.tsx';
import { useText } from '../texts/index.ts';

type Props = {
  /** Of the operation that reads the list. */
  path: string;
  /** As the list is narrowed now. */
  filter?: Readonly<Record<string, string | boolean | undefined>>;
};

/** The whole list as a file for spreadsheets, narrowed as it is shown. */
export function SaveList({ path, filter = {} }: Props) {
  const t = useText();
  const [language] = useLanguage();
  const query = new URLSearchParams({ language });
  for (const [name, value] of Object.entries(filter)) if (value !== undefined) query.set(name, String(value));
  return (
    <Button href={`${csvPathOf(path)}?${query}`} icon={<Icon name="download" />}>
      {t('common.csv')}
    </Button>
  );
}
