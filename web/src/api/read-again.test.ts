import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { readAgain } from './read-again.ts';

const queryKey = ['products'];

/** A server that answers when it is told to, with how many questions had come by then. */
function openServer() {
  const asked: PromiseWithResolvers<number>[] = [];
  const queryFn = (): Promise<number> => {
    const call = Promise.withResolvers<number>();
    asked.push(call);
    return call.promise;
  };
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: 5_000 } } });
  return { asked, queryFn, client };
}

test('what changes while a page reads for the first time is read once more', async () => {
  const { asked, queryFn, client } = openServer();
  const seen: unknown[] = [];
  const end = new QueryObserver(client, { queryKey, queryFn }).subscribe(({ data }) => void seen.push(data));
  const again = readAgain(client, queryKey);
  asked[0]?.resolve(1);
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve(2);
  await again;
  expect(seen.at(-1)).toBe(2);
  end();
});

test('so is what was asked for before anything shows it', async () => {
  const { asked, queryFn, client } = openServer();
  const prefetched = client.prefetchQuery({ queryKey, queryFn });
  const again = readAgain(client, queryKey);
  asked[0]?.resolve(1);
  await prefetched;
  await again;
  const end = new QueryObserver(client, { queryKey, queryFn }).subscribe(() => {});
  await expect.poll(() => asked.length).toBe(2);
  end();
});

test('what stands there is asked for once', async () => {
  const { asked, queryFn, client } = openServer();
  const end = new QueryObserver(client, { queryKey, queryFn }).subscribe(() => {});
  asked[0]?.resolve(1);
  await expect.poll(() => client.getQueryData(queryKey)).toBe(1);
  await readAgain(client, queryKey);
  asked[1]?.resolve(2);
  await expect.poll(() => client.getQueryData(queryKey)).toBe(2);
  expect(asked.length).toBe(2);
  end();
});

test('however much news comes meanwhile, it is read once more, and what is slow beside it holds it up for nothing', async () => {
  const { asked, queryFn, client } = openServer();
  const ends = [queryKey, [...queryKey, 'slow']].map((one) =>
    new QueryObserver(client, {
      queryKey: one,
      queryFn: one === queryKey ? queryFn : () => new Promise<number>(() => {}),
    }).subscribe(() => {}),
  );
  for (let news = 0; news < 3; news++) void readAgain(client, queryKey);
  asked[0]?.resolve(1);
  await expect.poll(() => asked.length).toBe(2);
  asked[1]?.resolve(2);
  await expect.poll(() => client.getQueryData(queryKey)).toBe(2);
  expect(asked).toHaveLength(2);
  for (const end of ends) end();
});
