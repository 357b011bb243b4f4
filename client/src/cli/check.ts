import type { Language } from '@kaitong/contract';
import { findingText } from '@kaitong/contract/checks';
import { checkFiles, Judge, readFiles } from '@kaitong/judge';
import { UsageError } from './connection.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import type { Output } from './output.ts';

/** `kaitong check FILE…`: the platform's judge on local files, which together are one clip. */
export async function check(
  paths: readonly string[],
  { json, language }: { json: boolean; language: Language },
  output: Output,
): Promise<ExitCode> {
  const files = await readFiles(paths).catch((cause: unknown) => {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause));
  });
  await using judge = await Judge.start({ processes: 1 });
  const { verdict, objects, declaration } = await checkFiles(judge, files);
  if (json) output.line(JSON.stringify({ ...verdict, objects, declaration }));
  else {
    const { container, codec, width, height } = declaration;
    output.line(`${verdict.outcome}  ${container}, ${codec}, ${width}×${height}`);
    for (const found of verdict.findings) {
      const { title, sentence, cause, fix } = findingText(found, language);
      const name = objects.find(({ n }) => n === found.object)?.name;
      const where = name === undefined ? '' : ` (${name})`;
      output.line(
        `${found.severity === 'error' ? '✗' : '!'} ${found.code}  ${title}${where}\n  ${sentence}\n  ${cause}\n  → ${fix}`,
      );
    }
    if (verdict.level2 === null) output.error('Not decoded: neither node-av nor an ffmpeg is installed here.');
  }
  return verdict.outcome === 'pass' || verdict.outcome === 'pass_with_warnings' ? exitCodes.done : exitCodes.rejected;
}
