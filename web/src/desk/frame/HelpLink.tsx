import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

/** A page of the documentation, behind the language in its address. */
export type Guide = 'maker' | 'operator';

/** Leads to the documentation, beside whatever stands here: nobody has to leave a page to read about it. */
export function HelpLink({ guide, className }: { guide: Guide; className?: string | undefined }) {
  const t = useText();
  const [language] = useLanguage();
  return (
    <a href={`/docs/${language}/${guide}`} target="_blank" rel="noopener" className={className}>
      {t('frame.help')}
    </a>
  );
}
