import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Language } from '@kaitong/contract';
import { groupFindings, ticketText } from '@kaitong/contract/checks';
import { checkClip, JudgeStarved, LocalClipError, listClips, readClip } from '@kaitong/judge/local';
import { linesOf } from './check-lines.ts';
import { checkTexts } from './check-texts.ts';
import type { CheckedClip } from './checked-clip.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { inOrder } from './in-order.ts';
import { writeJunit } from './junit.ts';
import { LazyJudge } from './lazy-judge.ts';
import { type Line, type Output, write } from './output.ts';
import { UsageError } from './usage-error.ts';

export type CheckOptions = {
  json: boolean;
  /** The server whose documentation says more of a code. */
  server?: string;
  /** Each argument, and each file in a folder, is a clip of its own. */
  each: boolean;
  /** Each headline as the text of a ticket, in the place of the usual lines. */
  ticket: boolean;
  /** With the bytes at each headline's place, and the headers there. */
  explain: boolean;
  junit?: string;
  language: Language;
};

/** `kaitong check FILE|FOLDER…`: the platform's judge on local footage, on as many clips at a time as there are cores. */
export async function check(paths: readonly string[], options: CheckOptions, output: Output): Promise<ExitCode> {
  const { json, junit, language } = options;
  const checked: CheckedClip[] = [];
  try {
    const clips = await listClips(paths, options);
    const lanes = Math.min(clips.length, availableParallelism());
    await using judge = new LazyJudge(lanes);
    const results = inOrder(clips, lanes, async (clip) => {
      const read = await readClip(clip);
      return { name: read.name, ...(await checkClip(() => judge.get(), read, options)) };
    });
    for await (const result of results) {
      checked.push(result);
      write(output, toLines(result, options, output.columns));
    }
  } catch (error) {
    if (error instanceof LocalClipError) throw new UsageError(checkTexts[language].problem(error));
    if (!(error instanceof JudgeStarved)) throw error;
    output.error(checkTexts[language].starved);
    return exitCodes.outage;
  }
  if (junit !== undefined) await save(junit, writeJunit(checked, language));
  if (!json) for (const note of notesOn(checked, options)) output.error(note);
  return exitCode(checked);
}

function toLines(clip: CheckedClip, { json, ticket, language }: CheckOptions, columns?: number): Line[] {
  if (json) {
    const { name, verdict, ...rest } = clip;
    return [JSON.stringify({ name, ...verdict, ...rest })];
  }
  if (!ticket) return linesOf(clip, language, columns);
  const t = checkTexts[language];
  const { objects, verdict } = clip;
  return groupFindings(verdict.findings).map((group) => {
    const numbers = new Set(group.findings.map(({ object }) => object));
    const files = objects.filter(({ n }) => numbers.has(n)).map(({ name }) => name);
    const facts = [[t.file, files.length > 0 ? files.join(', ') : clip.name]] as const;
    return `${ticketText(group, language, facts)}\n`;
  });
}

/** Where more stands about the first code, and what a reader must know of clips that were not decoded to their end. */
function notesOn(checked: readonly CheckedClip[], { language, server }: CheckOptions): string[] {
  const t = checkTexts[language];
  const has = (decoding: CheckedClip['decoding']) => checked.some((clip) => clip.decoding === decoding);
  const code = checked.flatMap(({ verdict }) => groupFindings(verdict.findings))[0]?.finding.code;
  return [
    ...(server !== undefined && code ? [t.more(`${server}/docs/${language}/checks/${code}`)] : []),
    ...(has('missing') ? [t.notDecoded] : []),
    ...(has('too_long') ? [t.tooLong] : []),
    ...(has('partly') ? [t.partly] : []),
  ];
}

/** A bad clip is the answer, also where another one could not be decoded. */
function exitCode(checked: readonly CheckedClip[]): ExitCode {
  if (checked.some(({ verdict }) => verdict.outcome === 'fail')) return exitCodes.rejected;
  return checked.some(({ verdict }) => verdict.outcome === 'undecided') ? exitCodes.outage : exitCodes.done;
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}
