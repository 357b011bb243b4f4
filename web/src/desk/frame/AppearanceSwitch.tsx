import { Drawing } from '../../ui/Icon.tsx';
import { chooseRows, ROWS, type Rows, useRows } from '../rows.ts';
import { chooseScheme, SCHEMES, type Scheme, useScheme } from '../scheme.ts';
import { useText } from '../texts/index.ts';
import { BarMenu } from './BarMenu.tsx';
import { halves } from './menu-drawings.ts';

const isRows = (key: string): key is Rows => (ROWS as readonly string[]).includes(key);

/** Light, dark, or as the machine is, and how high the rows of tables are. `named`: where there is room for words. */
export function AppearanceSwitch({ className, named = false }: { className?: string | undefined; named?: boolean }) {
  const t = useText();
  const scheme = useScheme();
  const rows = useRows();
  const label = t('frame.appearance', { scheme: t(`frame.schemes.${scheme}`), rows: t(`frame.rows.${rows}`) });
  return (
    <BarMenu
      name="appearance"
      label={label}
      items={[
        ...SCHEMES.map((key) => ({ key, label: t(`frame.schemes.${key}`) })),
        { type: 'divider' },
        ...ROWS.map((key) => ({ key, label: t(`frame.rows.${key}`) })),
      ]}
      chosen={[scheme, rows]}
      onChoose={(key) => (isRows(key) ? chooseRows(key) : chooseScheme(key as Scheme))}
      className={className}
    >
      <Drawing path={halves} size={16} />
      {named && label}
    </BarMenu>
  );
}
