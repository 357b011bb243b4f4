import { Drawing } from '../../ui/Icon.tsx';
import { chooseScheme, SCHEMES, type Scheme, useScheme } from '../scheme.ts';
import { useText } from '../texts/index.ts';
import { BarMenu } from './BarMenu.tsx';
import { halves } from './menu-drawings.ts';

/** Light, dark, or as the machine is. `named`: where there is room for words. */
export function SchemeSwitch({ className, named = false }: { className?: string | undefined; named?: boolean }) {
  const t = useText();
  const scheme = useScheme();
  const label = t('frame.scheme', { scheme: t(`frame.schemes.${scheme}`) });
  return (
    <BarMenu
      name="scheme"
      label={label}
      items={SCHEMES.map((key) => ({ key, label: t(`frame.schemes.${key}`) }))}
      chosen={scheme}
      onChoose={(key) => chooseScheme(key as Scheme)}
      className={className}
    >
      <Drawing path={halves} size={16} />
      {named && label}
    </BarMenu>
  );
}
