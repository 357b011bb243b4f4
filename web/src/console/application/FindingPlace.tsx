import { type Finding, placesText } from '@kaitong/contract/checks';
import { TextButton } from '../../desk/parts/TextButton.tsx';
import { useLanguage } from '../../i18n/texts.ts';

export type ShowPlaces = (findings: readonly Finding[]) => void;

/** Where a fault shows; a button, if that can be pointed at in the clip. */
export function FindingPlace({ findings, onShow }: { findings: readonly Finding[]; onShow?: ShowPlaces | undefined }) {
  const [language] = useLanguage();
  const text = placesText(findings, language);
  const isSomewhere = findings.some(({ atMs }) => atMs !== null);
  return onShow && isSomewhere ? <TextButton onClick={() => onShow(findings)}>{text}</TextButton> : text;
}
