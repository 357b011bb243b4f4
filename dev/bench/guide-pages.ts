import { writeFileSync } from 'node:fs';
import path from 'node:path';

const GUIDE = path.resolve(import.meta.dirname, '../../docs/guide');

/** A bench's results as pages of the guide, a language each, and as the text of the first for a terminal. */
export function guidePages<Words extends { file: string }, Results>(
  words: readonly [Words, ...Words[]],
  pageOf: (page: Words, results: Results) => string,
): { writeReport: (results: Results) => void; reportText: (results: Results) => string } {
  return {
    writeReport(results) {
      for (const page of words) writeFileSync(path.join(GUIDE, page.file), pageOf(page, results));
    },
    reportText: (results) => pageOf(words[0], results),
  };
}
