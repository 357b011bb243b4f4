import { type PictureSecond, traitText } from '@kaitong/contract/checks';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

/** A second of the clip in words. */
export function useSecondText(): (second: PictureSecond) => string {
  const t = useText();
  const [language] = useLanguage();
  return ({ atMs, pictures, damaged, traits, ...levels }) => {
    const from = atMs / 1000;
    const seconds = { from, to: from + 1 };
    if (pictures === 0) return t('pictures.nothing', seconds);
    const names = traits.map((trait) => traitText(trait, language)).join(t('pictures.list'));
    return [
      t('pictures.second', { ...seconds, ...levels, change: Math.round(levels.change * 10) / 10, pictures }),
      ...(damaged > 0 ? [t('pictures.secondDamaged', { damaged })] : []),
      ...(names ? [names] : []),
    ].join(t('pictures.join'));
  };
}
