import { type Duration, seconds } from '@kaitong/contract';

/** The channel that Node gives a process and the one that forked it, seen from either end. */
export type Channel = {
  send(message: unknown): void;
  on(listener: (message: unknown) => void): void;
};

/** What the processes of a server ask each other. */
export type Question = 'judge' | 'metrics' | 'workers';

type Message<Told> =
  | { is: 'told'; told: Told }
  | { is: 'asked'; id: number; question: Question }
  | { is: 'answered'; id: number; value: unknown }
  | { is: 'failed'; id: number; why: string };

/** Whoever waits for this has a caller who waits, too. */
const PATIENCE = seconds(3);

export type LineOptions<Heard> = {
  onTold(told: Heard): void;
  answer(question: Question): Promise<unknown>;
  patience?: Duration;
};

/** Between two processes of a server: either tells and asks. `Says` is what this end tells, `Heard` what it is told. */
export class Line<Says, Heard> {
  private readonly channel: Channel;
  private readonly options: LineOptions<Heard>;
  private readonly waiting = new Map<number, PromiseWithResolvers<unknown>>();
  private asked = 0;

  constructor(channel: Channel, options: LineOptions<Heard>) {
    this.channel = channel;
    this.options = options;
    channel.on((message) => this.hear(message as Message<Heard>));
  }

  tell(told: Says): void {
    this.send({ is: 'told', told });
  }

  /** Rejects when the other end does not answer in time: it may be ending, or stopped. */
  async ask(question: Question, patience = this.options.patience ?? PATIENCE): Promise<unknown> {
    const id = this.asked++;
    const answer = Promise.withResolvers<unknown>();
    this.waiting.set(id, answer);
    const late = setTimeout(() => answer.reject(new Error(`nobody answered ${question} in time`)), patience);
    this.send({ is: 'asked', id, question });
    return await answer.promise.finally(() => {
      clearTimeout(late);
      this.waiting.delete(id);
    });
  }

  private hear(message: Message<Heard>): void {
    if (message.is === 'told') this.options.onTold(message.told);
    else if (message.is === 'answered') this.waiting.get(message.id)?.resolve(message.value);
    else if (message.is === 'failed') this.waiting.get(message.id)?.reject(new Error(message.why));
    else void this.answer(message);
  }

  private async answer({ id, question }: { id: number; question: Question }): Promise<void> {
    const answer = await this.options.answer(question).then(
      (value) => ({ is: 'answered', id, value }) as const,
      (error: unknown) => ({ is: 'failed', id, why: String(error) }) as const,
    );
    this.send(answer);
  }

  private send(message: Message<Says>): void {
    this.channel.send(message);
  }
}
