import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Duration, type Region, type regionCalls, seconds } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';

export type RegionClient = Client<typeof regionCalls>;

/** Someone waits at a page for what all regions say together. */
const PATIENCE = seconds(4);
/**
 * So long at most for a region that says in between that it is there. Who takes a check over asks twice, within a transaction
 * that PostgreSQL ends when it is idle for a minute.
 */
const LONGEST = seconds(25);

type Answers<Answer> = { given: { region: Region; answer: Answer }[]; silent: Region[] };
type Place = Pick<ControlContext, 'regions' | 'log'>;

/** Asks all regions at once. One that does not answer in time is named, never left out. */
export const askRegions = <Answer>(
  context: Place,
  ask: (client: RegionClient, region: Region) => Promise<Answer>,
): Promise<Answers<Answer>> => askEach(context, (client, region) => within(ask(client, region), PATIENCE));

/** `onLate` hears each time that so much more time has passed, for as long as `HELD`. What it throws is the caller's. */
export type BusyOptions = { onLate?: (() => Promise<void>) | undefined; patience?: Duration; longest?: Duration };

/** Twice the patience, and some more. */
export const HELD: Duration = seconds(10);

/**
 * The same of what hundreds may ask in one moment. A region that is late has perhaps much to do: while it answers whether it
 * is there, which costs it nothing, it is given the time.
 */
export async function askBusyRegions<Answer>(
  context: Place,
  ask: (client: RegionClient, signal: AbortSignal) => Promise<Answer>,
  { onLate, patience = PATIENCE, longest = LONGEST }: BusyOptions = {},
): Promise<Answers<Answer>> {
  const answers = askEach(context, (client) =>
    whileThere(client, within(ask(client, AbortSignal.timeout(longest)), longest), patience),
  );
  for (;;) {
    const sooner = await orLate(answers, patience);
    if (sooner) return sooner.given;
    await onLate?.();
  }
}

async function whileThere<Answer>(client: RegionClient, answer: Promise<Answer>, patience: Duration): Promise<Answer> {
  for (;;) {
    const sooner = await orLate(answer, patience);
    if (sooner) return sooner.given;
    // What was asked for may come first.
    await Promise.race([answer, within(client.isThere({}), patience)]);
  }
}

/** `undefined`: it takes longer. */
const orLate = <Answer>(answer: Promise<Answer>, patience: Duration): Promise<{ given: Answer } | undefined> =>
  Promise.race([answer.then((given) => ({ given })), sleep(patience, undefined, { ref: false })]);

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
