import { type FindingGroup, placesText } from '@kaitong/contract/checks';
import { TextButton } from '../../desk/parts/TextButton.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { useText } from '../texts/index.ts';

/** What points at a fault's places in the clip; undefined where it has none there. */
export type ShowPlaces = (group: FindingGroup) => (() => void) | undefined;

/** Where a fault shows, and a button that points at it in the strips of the clip, if it can be seen there. */
export function FindingPlace({ group, showOf }: { group: FindingGroup; showOf?: ShowPlaces | undefined }) {
  const t = useText();
  const [language] = useLanguage();
  const show = showOf?.(group);
  return (
    <>
      {t('failed.where')} {placesText(group.findings, language)}{' '}
      {show && <TextButton onClick={show}>{t('finding.show')}</TextButton>}
    </>
  );
}
