import { checkClip, type FilesChecked, type Judge, JudgeStarved, startJudge } from '@kaitong/judge/local';
import type { Clock } from '../src/index.ts';
import type { Source } from '../virtual/sources/source.ts';
import { takeClip } from './take-clip.ts';

/** What the judge would say, as far as somebody has asked for it. */
export type Preview =
  | { is: 'taking'; since: number }
  | { is: 'judging' }
  | { is: 'judged'; at: number; checked: FilesChecked }
  /** `no_footage`: the stream was gone. `starved`: the machine has no processor time for the decoder. */
  | { is: 'failed'; because: 'no_footage' | 'starved' | 'no_judge' };

/** One judge for all cameras of a bridge, started when somebody asks for the first time; one clip after another. */
export class PreviewJudge implements AsyncDisposable {
  #judge: Promise<Judge> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  /** Takes a clip of now and judges it as an activation would. Tells each step; the last one stays. */
  async look(source: Source, clock: Clock, signal: AbortSignal, tell: (preview: Preview) => void): Promise<void> {
    tell({ is: 'taking', since: clock.monotonic() });
    const { clip, arrival } = await takeClip(source, clock, signal);
    if (signal.aborted) return;
    if (!clip.files.some(({ name }) => name.endsWith('-segment.bin')))
      return tell({ is: 'failed', because: 'no_footage' });
    tell({ is: 'judging' });
    const turn = this.#last.then(() => checkClip(() => this.#started(), clip, { activation: { arrival } }));
    this.#last = turn.catch(() => undefined);
    const judged = await turn.then(
      (checked): Preview => ({ is: 'judged', at: clock.wall(), checked }),
      (error: unknown): Preview => ({
        is: 'failed',
        because: error instanceof JudgeStarved ? 'starved' : 'no_judge',
      }),
    );
    tell(judged);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const judge = await this.#judge?.catch(() => undefined);
    await judge?.[Symbol.asyncDispose]();
  }

  #started(): Promise<Judge> {
    this.#judge ??= startJudge(1);
    return this.#judge;
  }
}
