import { startJudge } from '@kaitong/judge/local';

type Judge = Awaited<ReturnType<typeof startJudge>>;

/** Loading FFmpeg takes longer than level 1: it starts where something is to be decoded, once. */
export class LazyJudge implements AsyncDisposable {
  private readonly processes: number;
  private judge: Promise<Judge> | undefined;

  constructor(processes: number) {
    this.processes = processes;
  }

  get(): Promise<Judge> {
    this.judge ??= startJudge(this.processes);
    return this.judge;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.judge)?.[Symbol.asyncDispose]();
  }
}
