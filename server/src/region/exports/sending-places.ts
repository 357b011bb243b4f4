import { type OwnerId, type Refusal, refusal, seconds } from '@kaitong/contract';

/**
 * How many of one kind somebody is sent at once by a process: of downloads, as many connections as programs that fetch a file by
 * parts open; of exports, one and another that takes the place of one whose line broke unnoticed.
 */
const MOST = { download: 16, export: 2 } as const;
const COME_AGAIN = seconds(10);

/** An address is asked as often as whoever has it likes, and each answer reads all that is behind it. */
export class SendingPlaces {
  private readonly taken = new Map<string, number>();

  /** Takes a place until `signal` says that the answer is over, whatever became of it. */
  take(who: OwnerId, kind: keyof typeof MOST, signal: AbortSignal): Refusal | undefined {
    if (signal.aborted) return refusal('playback_ended'); // nobody is left to answer
    const place = `${kind} ${who}`;
    const before = this.taken.get(place) ?? 0;
    if (before >= MOST[kind]) return refusal('rate_limited', { seconds: COME_AGAIN / 1000 });
    this.taken.set(place, before + 1);
    signal.addEventListener('abort', () => this.leave(place), { once: true });
    return undefined;
  }

  private leave(place: string): void {
    const left = (this.taken.get(place) ?? 1) - 1;
    if (left > 0) this.taken.set(place, left);
    else this.taken.delete(place);
  }
}

/** Of this process. */
export const sendingPlaces = new SendingPlaces();
