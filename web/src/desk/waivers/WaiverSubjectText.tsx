import { itemText, type WaiverSubject } from '@kaitong/contract';
import { useLanguage } from '../../i18n/texts.ts';

/** What a waiver is of: a check by its code, an item of the extended test by its name. */
export function WaiverSubjectText({ subject }: { subject: WaiverSubject }) {
  const [language] = useLanguage();
  return subject.kind === 'item' ? <b>{itemText(subject.code, language).title}</b> : <code>{subject.code}</code>;
}
