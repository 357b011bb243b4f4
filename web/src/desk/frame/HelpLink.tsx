import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

/** Leads to a place in the documentation, beside whatever stands here: nobody has to leave a page to read about it. */
export function HelpLink({ help, className }: { help: string; className?: string | undefined }) {
  const t = useText();
  const [language] = useLanguage();
  return (
    <a href={`/docs/${language}/${help}`} target="_blank" rel="noopener" className={className}>
      {t('frame.help')}
    </a>
  );
}
