import { type Finding, type FindingGroup, placesText } from '@kaitong/contract/checks';
import { TextButton } from '../../desk/parts/TextButton.tsx';
import { useLanguage } from '../../i18n/texts.ts';
import { placesOf } from './places-of.ts';

export type ShowPlaces = (findings: readonly Finding[]) => void;

/** Where a fault shows; a button, if that can be pointed at in the clip. */
export function FindingPlace({ group, onShow }: { group: FindingGroup; onShow?: ShowPlaces | undefined }) {
  const [language] = useLanguage();
  const text = placesText(group.findings, language);
  const places = placesOf(group);
  const isTimed = places.some(({ atMs }) => atMs !== null);
  return onShow && isTimed ? <TextButton onClick={() => onShow(places)}>{text}</TextButton> : text;
}
