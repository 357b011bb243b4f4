import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Duration, type Region, type regionCalls, seconds } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';

export type RegionClient = Client<typeof regionCalls>;

/** Someone waits at a page for what all regions say together. */
const PATIENCE = seconds(4);
/** So long at most for a region that says in between that it is there. */
const LONGEST = seconds(40);

type Answers<Answer> = { given: { region: Region; answer: Answer }[]; silent: Region[] };
type Place = Pick<ControlContext, 'regions' | 'log'>;

/** Asks all regions at once. One that does not answer in time is named, never left out. */
export const askRegions = <Answer>(
  context: Place,
  ask: (client: RegionClient, region: Region) => Promise<Answer>,
): Promise<Answers<Answer>> => askEach(context, (client, region) => within(ask(client, region), PATIENCE));

/** `onLate` hears each time that a region is given more time, for as long as `HELD`. */
export type BusyOptions = { onLate?: (() => Promise<void>) | undefined; patience?: Duration; longest?: Duration };

/** Until a region is asked again whether it is there, and some more. */
export const HELD: Duration = seconds(10);

/**
 * The same of what hundreds may ask in one moment. A region that is late has perhaps much to do: while it answers whether it
 * is there, which costs it nothing, it is given the time.
 */
export const askBusyRegions = <Answer>(
  context: Place,
  ask: (client: RegionClient, signal: AbortSignal) => Promise<Answer>,
  { onLate, patience = PATIENCE, longest = LONGEST }: BusyOptions = {},
): Promise<Answers<Answer>> =>
  askEach(context, async (client) => {
    const answer = within(ask(client, AbortSignal.timeout(longest)), longest);
    for (;;) {
      const late = sleep(patience, undefined, { ref: false });
      const sooner = await Promise.race([answer.then((given) => ({ given })), late]);
      if (sooner) return sooner.given;
      await within(client.isThere({}), patience);
      await onLate?.();
    }
  });

async function askEach<Answer>(
  { regions, log }: Place,
  ask: (client: RegionClient, region: Region) => Promise<Answer>,
): Promise<Answers<Answer>> {
  const given: { region: Region; answer: Answer }[] = [];
  const silent: Region[] = [];
  await Promise.all(
    [...regions].map(async ([region, client]) => {
      try {
        given.push({ region, answer: await ask(client, region) });
      } catch (err) {
        log.warn({ err, region }, 'region.silent');
        silent.push(region);
      }
    }),
  );
  return { given, silent };
}

/** @throws when it takes longer */
export async function within<T>(promise: Promise<T>, limit: Duration): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limit} ms`)), limit);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
