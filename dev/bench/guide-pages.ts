import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { highestLoad, QUIET_PROCESSORS } from './machine.ts';

const GUIDE = path.resolve(import.meta.dirname, '../../docs/guide');

const isChinese = (file: string): boolean => file.endsWith('.zh-CN.md');
const loadIn = (file: string, load: string): string =>
  isChinese(file)
    ? `每次测量结束时系统负载（一分钟平均值）最高为 ${load}。`
    : `At the end of a measurement the system’s load average (of a minute) was ${load} at most.`;

/** `other`: a link to the page in the other language. */
export type GuideWords = { file: string; heading: string; other: string };

/** Whether the machine was quiet, by how many processors others kept busy at most. */
export function machineLine({ file }: GuideWords, busy: number): string {
  const kept = busy.toFixed(2);
  if (busy <= QUIET_PROCESSORS)
    return isChinese(file)
      ? `测量时机器空闲：其他程序最多占用 ${kept} 个处理器。`
      : `The machine was quiet: others kept ${kept} of a processor busy at most.`;
  return isChinese(file)
    ? `**测量时机器并不空闲**：其他程序有时占用 ${kept} 个处理器。比值比绝对数字更可信。`
    : `**The machine was not quiet**: others kept ${kept} of a processor busy at times. Figures mean less than ratios.`;
}

type Cells = readonly (string | number)[];
export const row = (cells: Cells): string => `| ${cells.join(' | ')} |`;
export const tableOfRows = (columns: Cells, rows: readonly string[]): string =>
  [row(columns), row(columns.map(() => '---')), ...rows].join('\n');
export const table = (columns: Cells, rows: readonly Cells[]): string => tableOfRows(columns, rows.map(row));

/**
 * A bench's results as pages of the guide, a language each, and as the text of the first for a terminal. Each says how high
 * the load was.
 *
 * @param bench as it is run: `npm run bench -- BENCH`
 * @param paragraphsOf the first one is what is measured, and how
 */
export function guidePages<Words extends GuideWords, Results>(
  bench: string,
  words: readonly [Words, ...Words[]],
  paragraphsOf: (page: Words, results: Results) => readonly [string, ...string[]],
): { writeReport: (results: Results) => void; reportText: (results: Results) => string } {
  const textOf = (page: Words, results: Results): string => {
    const [intro, ...others] = paragraphsOf(page, results);
    return [
      `<!-- Written by npm run bench -- ${bench}. Do not edit. -->`,
      `# ${page.heading}`,
      `${intro} ${page.other}`,
      ...others,
      loadIn(page.file, highestLoad().toFixed(1)),
    ]
      .join('\n\n')
      .concat('\n');
  };
  return {
    writeReport(results) {
      for (const page of words) writeFileSync(path.join(GUIDE, page.file), textOf(page, results));
    },
    reportText: (results) => textOf(words[0], results),
  };
}
