import {
  type ApplicationProgress,
  type Language,
  type ProbeResult,
  ProblemError,
  probeChangeText,
  seconds,
} from '@kaitong/contract';
import type { Output } from './output.ts';

/** Lines that a person enters while a command runs. */
export type Input = { onLine(listener: () => void): { close(): void } };

/** How a test of the way up that failed is repeated: when a person presses Enter, after so many seconds, or not at all. */
export type Repeating = { input?: Input | undefined; testAgain?: number | undefined };

const texts: Record<Language, Record<'key' | 'after' | 'changed', string>> = {
  'zh-CN': {
    key: '改好后按回车再测一次，约 3 秒出结果；不计入验证次数。',
    after: '{n} 秒后再测一次。',
    changed: '与上次相比：',
  },
  en: {
    key: 'Change that, then press Enter to test again: about 3 seconds, and no run of its own.',
    after: 'Testing again in {n} s.',
    changed: 'since the last test: ',
  },
};

/** Follows the tests of one run: says what changed from one to the next, and has those repeated that stop it. */
export class RepeatedTests {
  readonly #repeat: () => Promise<unknown>;
  readonly #repeating: Repeating;
  readonly #language: Language;
  readonly #output: Output;
  readonly #entered: { close(): void } | undefined;
  #refused: string[] = [];
  #last: ProbeResult | undefined;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  /** `repeat`: asks for another test. */
  constructor(repeat: () => Promise<unknown>, repeating: Repeating, language: Language, output: Output) {
    this.#repeat = repeat;
    this.#repeating = repeating;
    this.#language = language;
    this.#output = output;
    this.#entered = repeating.input?.onLine(() => this.#again());
  }

  /** `told`: lines for people are wanted. */
  hear(progress: ApplicationProgress, told: boolean): void {
    if (progress.type === 'probe.sent') this.#refused = [];
    if (progress.type === 'probe.refused') this.#refused.push(progress.problem.code);
    if (progress.type === 'step.ended' && progress.step === 'preflight') this.#isStopped = false;
    if (progress.type !== 'probe.ended') return;
    const { outcome, findings, stopped = false } = progress;
    const result = { outcome, findings, refused: this.#refused };
    const words = texts[this.#language];
    if (told && this.#last)
      this.#output.line(`  ${words.changed}${probeChangeText(this.#last, result, this.#language)}`);
    this.#last = result;
    this.#isStopped = stopped;
    if (!stopped) return;
    const { testAgain, input } = this.#repeating;
    if (testAgain !== undefined) this.#timer = setTimeout(() => this.#again(), seconds(testAgain));
    if (!told) return;
    if (testAgain !== undefined) this.#output.line(`  ${words.after.replace('{n}', String(testAgain))}`);
    else if (input) this.#output.line(`  ${words.key}`);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#entered?.close();
  }

  #again(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#repeat().catch((error: unknown) => {
      // The device's own event, or the end of the time for tests, came first: the run itself says what follows.
      const isOver =
        error instanceof ProblemError && ['no_preflight', 'application_ended'].includes(error.problem.code);
      if (!isOver) this.#failed(error);
    });
  }

  #failed(error: unknown): void {
    this.#isStopped = true;
    this.#output.error(error instanceof Error ? error.message : String(error));
  }
}
