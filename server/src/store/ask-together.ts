import { type Duration, milliseconds } from '@kaitong/contract';

const GATHER: Duration = milliseconds(10);

/**
 * Asks the database about many at once: whoever asks within some milliseconds is answered by the same statement.
 *
 * @param ask answers for those among the keys that it knows something of
 */
export function askTogether<Key, Answer>(
  ask: (keys: readonly Key[]) => Promise<ReadonlyMap<Key, Answer>>,
): (key: Key) => Promise<Answer | undefined> {
  let asked: { keys: Set<Key>; answers: Promise<ReadonlyMap<Key, Answer>> } | undefined;

  function begin(): NonNullable<typeof asked> {
    const keys = new Set<Key>();
    const answers = new Promise<void>((resolve) => setTimeout(resolve, GATHER)).then(() => {
      asked = undefined; // who comes now sees what is written from now on
      return ask([...keys]);
    });
    return { keys, answers };
  }
  return async (key) => {
    asked ??= begin();
    asked.keys.add(key);
    return (await asked.answers).get(key);
  };
}
