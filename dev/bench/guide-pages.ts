import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { highestLoad } from './machine.ts';

const GUIDE = path.resolve(import.meta.dirname, '../../docs/guide');

const loadIn = (file: string, load: string): string =>
  file.endsWith('.zh-CN.md')
    ? `每次测量结束时系统负载（一分钟平均值）最高为 ${load}。`
    : `At the end of a measurement the system’s load average (of a minute) was ${load} at most.`;

/**
 * A bench's results as pages of the guide, a language each, and as the text of the first for a terminal. Each says how high
 * the load was.
 */
export function guidePages<Words extends { file: string }, Results>(
  words: readonly [Words, ...Words[]],
  pageOf: (page: Words, results: Results) => string,
): { writeReport: (results: Results) => void; reportText: (results: Results) => string } {
  const textOf = (page: Words, results: Results): string =>
    `${pageOf(page, results)}\n${loadIn(page.file, highestLoad().toFixed(1))}\n`;
  return {
    writeReport(results) {
      for (const page of words) writeFileSync(path.join(GUIDE, page.file), textOf(page, results));
    },
    reportText: (results) => textOf(words[0], results),
  };
}
