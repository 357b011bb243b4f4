/**
 * Works on at most `lanes` items at a time, and gives the results in the order of the items. A failure is thrown in its
 * turn; nothing is begun any more then, or once nobody asks for more.
 */
export async function* inOrder<Item, Result>(
  items: readonly Item[],
  lanes: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const jobs = items.map((item) => ({ item, ...Promise.withResolvers<Result>() }));
  for (const { promise } of jobs) promise.catch(() => undefined);
  const waiting = jobs.values();
  const lane = async (): Promise<void> => {
    for (const { item, resolve, reject } of waiting) await work(item).then(resolve, reject);
  };
  for (let n = 0; n < lanes; n++) void lane();
  try {
    for (const { promise } of jobs) yield await promise;
  } finally {
    for (const _ of waiting);
  }
}
