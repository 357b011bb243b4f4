import { minutes, type OwnerId, type Refusal, refusal, seconds } from '@kaitong/contract';
import { CallLine, type CallLineOptions } from '../../call-line.ts';

/** Each reads up to 2 GB and takes them apart between the other answers of this process. */
const ALL: CallLineOptions = { most: 4, longest: minutes(2) };
const ONE: CallLineOptions = { most: 1, longest: minutes(2) };
/** As many connections as programs that fetch a file by parts open. */
const MOST_OF_ONE = 16;
const COME_AGAIN = seconds(10);

type Own = { line: CallLine; inside: number };

/**
 * The index of a file is made anew for each request, by reading all that is in it: one owner's are made one after the other,
 * and not many at once in a process, so that no address, asked however often, takes what the others need.
 */
export class IndexLines {
  private readonly all = new CallLine(ALL);
  private readonly owners = new Map<OwnerId, Own>();

  /** `signal`: nobody waits for it any more. @throws what `make` throws */
  async run<T>(ownerId: OwnerId, make: () => Promise<T>, signal: AbortSignal): Promise<T | Refusal> {
    const own = this.owners.get(ownerId) ?? { line: new CallLine(ONE), inside: 0 };
    if (own.inside >= MOST_OF_ONE) return refusal('rate_limited', { seconds: COME_AGAIN / 1000 });
    this.owners.set(ownerId, own);
    own.inside += 1;
    let hasBegun = false;
    const begin = async (): Promise<T> => {
      hasBegun = true;
      signal.throwIfAborted();
      return await make();
    };
    try {
      return await own.line.run(() => this.all.run(begin, { signal }), { signal });
    } catch (error) {
      if (signal.aborted) return refusal('playback_ended'); // nobody is left to answer
      if (hasBegun) throw error;
      return refusal('platform_overloaded', { seconds: COME_AGAIN / 1000 }); // its turn has not come in time
    } finally {
      own.inside -= 1;
      if (own.inside === 0) this.owners.delete(ownerId);
    }
  }
}
