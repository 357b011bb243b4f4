import type { Language } from '@kaitong/contract';
import type { Finding } from '@kaitong/contract/checks';

export type FindingWords = { what: string; fix: string };
export const findingWords = (finding: Finding, language: Language): FindingWords => ({
  what: `${finding.code} ${language}`,
  fix: '',
});
