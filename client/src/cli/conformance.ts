import { writeFile } from 'node:fs/promises';
import {
  type Conformance,
  type ConformanceId,
  type ConformanceItem,
  conformanceEventsPath,
  darkenText,
  ItemName,
  itemReasonText,
  itemText,
  type Language,
  moveText,
  NumberedConformance,
  problemText,
  verdictText,
} from '@kaitong/contract';
import { clipTitle, writeConformanceHtml, writeConformanceJunit } from '@kaitong/contract/markup';
import { readStream } from '../read-events.ts';
import type { ServerConnection } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Line, type Output, write } from './output.ts';
import { pictureLines } from './picture-lines.ts';
import { UsageError } from './usage-error.ts';
import { whileConnected } from './while-connected.ts';

export type ConformanceOptions = {
  json: boolean;
  items: readonly string[];
  html?: string;
  junit?: string;
  language: Language;
};

/** `kaitong conformance <deviceId>`: runs the extended test and follows it to its end. */
export async function conformance(
  connection: ServerConnection,
  deviceId: string,
  options: ConformanceOptions,
  output: Output,
): Promise<ExitCode> {
  const { client } = connection;
  const { json, html, junit, language } = options;
  const items = options.items.map(itemOf);
  const { id } = await client.startConformance({ body: { deviceId, ...(items.length > 0 ? { items } : {}) } });
  await follow(connection, id, options, output);
  const test = await client.getConformance({ params: { id } });
  if (html !== undefined) await save(html, writeConformanceHtml(test, language));
  if (junit !== undefined) await save(junit, writeConformanceJunit(test, language));
  if (json) output.line(JSON.stringify(test));
  else if (test.problem) {
    const { title, remedy } = problemText(test.problem.code, test.problem.params, language);
    output.line(`${title} (${test.problem.code})\n  ${remedy}`);
  }
  return exitCodeOf(test);
}

function itemOf(name: string): ItemName {
  const item = ItemName.safeParse(name);
  if (item.success) return item.data;
  throw new UsageError(
    `${JSON.stringify(name)} is no item of the extended test. There are: ${ItemName.options.join(', ')}.`,
  );
}

async function follow(
  { url, headers }: ServerConnection,
  id: ConformanceId,
  { json, language }: ConformanceOptions,
  output: Output,
): Promise<void> {
  const seen = new Map<ItemName, ConformanceItem>();
  await whileConnected(url, async (patience) => {
    const events = readStream(url + conformanceEventsPath(id), NumberedConformance, { headers, ...patience });
    for await (const event of events) {
      const { progress } = event;
      if (json) output.line(JSON.stringify(event));
      if (progress.type === 'ended') return true;
      if (!json) write(output, linesOf(progress.item, seen.get(progress.item.name), language, output.columns));
      seen.set(progress.item.name, progress.item);
    }
    return false;
  });
}

const MARKS = { pass: '✓', warn: '!', fail: '✗', skipped: '–' } as const;

/** What a person at a terminal reads of an item that changed. */
function linesOf(
  item: ConformanceItem,
  before: ConformanceItem | undefined,
  language: Language,
  columns: number | undefined,
): Line[] {
  const { title } = itemText(item.name, language);
  const lines: Line[] = [];
  if (item.state === 'running' && before?.state !== 'running') lines.push(`  ${title} …`);
  if (item.moveSeconds !== null && item.moveSeconds !== before?.moveSeconds)
    lines.push(`  → ${moveText(item.moveSeconds, language)}`);
  if (item.darkenSeconds !== null && item.darkenSeconds !== before?.darkenSeconds)
    lines.push(`  → ${darkenText(item.darkenSeconds, language)}`);
  if (item.verdict === null || item.reason === null || item.reason.code === 'not_chosen') return lines;
  const why = itemReasonText(item.reason, language);
  const [colon, stop] = language === 'zh-CN' ? ['：', '。'] : [': ', '. '];
  lines.push(`${MARKS[item.verdict]} ${title}${colon}${verdictText(item.verdict, language)}${stop}${why.title}`);
  if (why.remedy !== '') lines.push(`  → ${why.remedy}`);
  for (const { event, pictures } of item.clips)
    lines.push(`  ${clipTitle(event, language)}`, ...pictureLines(pictures, language, columns));
  return lines;
}

/** Where nothing was tried, nothing passed; nor where an outage kept an item from being tried. */
function exitCodeOf({ state, outcome, problem, items }: Conformance): ExitCode {
  if (state === 'running' || problem?.code === 'region_silent') return exitCodes.outage;
  if (outcome === 'fail') return exitCodes.rejected;
  if (problem) return problem.code === 'conformance_cancelled' ? exitCodes.cancelled : exitCodes.refused;
  if (items.some(({ reason }) => reason?.code === 'platform_away')) return exitCodes.outage;
  return outcome === 'pass' || outcome === 'warn' ? exitCodes.done : exitCodes.refused;
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${error instanceof Error ? error.message : String(error)}`);
  }
}
