import { LANGUAGES, type Language } from '@kaitong/contract';
import type { AgreementText } from './chapters.ts';

/** Languages whose text nowhere says the share that will be computed: what makers agree to has to be what they get. */
export const silentOn = (percent: number, texts: Record<Language, AgreementText>): Language[] =>
  LANGUAGES.filter((language) => !mentionsPercent(percent, texts[language]));

function mentionsPercent(percent: number, { chapters }: AgreementText): boolean {
  const share = new RegExp(`(?<![\\d.])${percent}\\s*%`);
  return chapters.some(({ paragraphs }) => paragraphs.some((one) => share.test(one.normalize('NFKC'))));
}
