import type { ObjectInfo, ObjectStore } from '../../objects/object-store.ts';

/**
 * What the store says of an object, for a call that holds locks. `version`: of the row that it is compared with; where that
 * row is another one by the time it is locked, the store is asked anew.
 */
export type AskStore = (key: string, version?: string) => Promise<ObjectInfo | undefined>;

/** Of an event that is made under this very lock: nobody has been told where its objects go. */
export const nothingStored: AskStore = async () => undefined;

/** Ends a transaction that needs to know what nobody has asked yet. */
class NotAskedYet extends Error {
  override readonly name = 'NotAskedYet';
  readonly key: string;
  readonly asked: string;
  constructor(key: string, asked: string) {
    super(`The store has to be asked for ${key} before anything is locked.`);
    this.key = key;
    this.asked = asked;
  }
}

/**
 * Runs a call whose transaction holds locks, for which a store that is slow is never waited for: where it needs to know what
 * was not asked, its transaction ends with nothing done, the store is asked, and the call begins anew. `first`: what it needs
 * for sure. An outage of the store is one where the call would have asked, and nowhere else.
 */
export async function askingBefore<Answer>(
  { findInfo }: Pick<ObjectStore, 'findInfo'>,
  call: (ask: AskStore) => Promise<Answer>,
  first?: string,
): Promise<Answer> {
  const answers = new Map<string, PromiseSettledResult<ObjectInfo | undefined>>();
  const askNow = async (key: string, asked: string): Promise<void> => {
    const [answer] = await Promise.allSettled([findInfo(key)]);
    answers.set(asked, answer);
  };
  const ask: AskStore = async (key, version = '') => {
    const answer = answers.get(`${key} ${version}`);
    if (!answer) throw new NotAskedYet(key, `${key} ${version}`);
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  };
  if (first !== undefined) await askNow(first, `${first} `);
  for (;;) {
    try {
      return await call(ask);
    } catch (error) {
      if (!(error instanceof NotAskedYet)) throw error;
      await askNow(error.key, error.asked);
    }
  }
}
