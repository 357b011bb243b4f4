import { writeFile } from 'node:fs/promises';
import type { Language } from '@kaitong/contract';
import { findingText, rateText } from '@kaitong/contract/checks';
import { checkClip, type FilesChecked, Judge, LocalClipError, listClips, readClip } from '@kaitong/judge';
import { checkTexts } from './check-texts.ts';
import { UsageError } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type CheckedClip, writeJunit } from './junit.ts';
import type { Output } from './output.ts';

export type CheckOptions = {
  json: boolean;
  /** Each argument, and each file in a folder, is a clip of its own. */
  each: boolean;
  junit?: string;
  language: Language;
};

/** `kaitong check FILE|FOLDER…`: the platform's judge on local footage. */
export async function check(paths: readonly string[], options: CheckOptions, output: Output): Promise<ExitCode> {
  const { json, each, junit, language } = options;
  const t = checkTexts[language];
  await using judge = new LazyJudge();
  const checked: CheckedClip[] = [];
  try {
    for (const clip of each ? (await listClips(paths)).map((one) => [one]) : [paths]) {
      const read = await readClip(clip);
      const result = await checkClip(() => judge.get(), read);
      checked.push({ name: read.name, ...result });
      if (json) output.line(JSON.stringify({ name: read.name, ...flat(result) }));
      else for (const line of linesOf(read.name, result, language)) output.line(line);
    }
  } catch (error) {
    if (error instanceof LocalClipError) throw new UsageError(t.problem(error));
    throw error;
  }
  if (junit !== undefined) await save(junit, writeJunit(checked, language));
  if (!json && checked.some(({ decoding }) => decoding === 'missing')) output.error(t.notDecoded);
  return exitCode(checked);
}

const flat = ({ verdict, ...rest }: FilesChecked) => ({ ...verdict, ...rest });

/** A bad clip is the answer, also where another one could not be decoded. */
function exitCode(checked: readonly CheckedClip[]): ExitCode {
  if (checked.some(({ verdict }) => verdict.outcome === 'fail')) return exitCodes.rejected;
  return checked.some(({ verdict }) => verdict.outcome === 'undecided') ? exitCodes.outage : exitCodes.done;
}

function linesOf(
  name: string,
  { verdict, objects, declaration, declared }: FilesChecked,
  language: Language,
): string[] {
  const t = checkTexts[language];
  const { container, codec, width, height } = declaration;
  const facts = `${container}, ${codec}, ${width}×${height}${declared ? `, ${t.declared}` : ''}`;
  const findings = verdict.findings.flatMap((found) => {
    const { title, sentence, cause, fix } = findingText(found, language);
    const file = objects.find(({ n }) => n === found.object)?.name;
    const where = file === undefined || file === name ? '' : ` (${file})`;
    const sign = found.severity === 'error' ? '✗' : '!';
    return [`${sign} ${found.code}  ${title}${where}`, `  ${sentence}`, `  ${cause}`, `  → ${fix}`];
  });
  const speed = objects.some(({ kind }) => kind === 'segment') ? [`  ${rateText(verdict.rate, language)}`] : [];
  return [`${t.outcome[verdict.outcome]}  ${name}  ${facts}`, ...findings, ...speed];
}

async function save(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    throw new UsageError(`${file} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

/** Loading FFmpeg takes longer than level 1: it starts where something is to be decoded, once. */
class LazyJudge implements AsyncDisposable {
  private judge: Promise<Judge> | undefined;

  get(): Promise<Judge> {
    this.judge ??= Judge.start({ processes: 1 });
    return this.judge;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.judge)?.[Symbol.asyncDispose]();
  }
}
