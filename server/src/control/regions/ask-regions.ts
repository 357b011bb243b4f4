import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, type Duration, minutes, type Region, type regionCalls, seconds } from '@kaitong/contract';
import { CallLine } from '../../call-line.ts';
import type { ControlContext } from '../context.ts';

export type RegionClient = Client<typeof regionCalls>;

/** Someone waits at a page for what all regions say together. */
const PATIENCE = seconds(4);
/**
 * So long at most for a region that says in between that it is there. Who takes a check over asks twice, within a transaction
 * that PostgreSQL ends when it is idle for a minute.
 */
const LONGEST = seconds(25);
/** Of what hundreds ask, a region is asked so much at once: enough to keep it busy, and so little that what has begun goes on. */
const CROWD = 8;
/** Whoever stands in that line waits for us, and hears so; a thousand checks on two cores take a minute. */
const LONGEST_IN_LINE = minutes(5);

type Answers<Answer> = { given: { region: Region; answer: Answer }[]; silent: Region[] };
type Place = Pick<ControlContext, 'regions' | 'log'>;

/** Asks all regions at once. One that does not answer in time is named, never left out. */
export const askRegions = <Answer>(
  context: Place,
  ask: (client: RegionClient, region: Region) => Promise<Answer>,
): Promise<Answers<Answer>> => askEach(context, (client, region) => within(ask(client, region), PATIENCE));

export type BusyOptions = {
  /** Hears each time that so much more time has passed, for as long as `HELD`. What it throws is the caller's. */
  onLate?: (() => Promise<void>) | undefined;
  /** Of something that was begun before: it goes before all that begin. */
  goesOn?: boolean | undefined;
  patience?: Duration;
  longest?: Duration;
};

/** Twice the patience, and some more. */
export const HELD: Duration = seconds(10);

/**
 * The same of what hundreds may ask in one moment: they stand in line, and the time of each begins when it is its turn. A
 * region that is late has perhaps much to do: while it answers whether it is there, which costs it nothing, it is given the time.
 */
export async function askBusyRegions<Answer>(
  context: Place,
  ask: (client: RegionClient, signal: AbortSignal) => Promise<Answer>,
  { onLate, goesOn, patience = PATIENCE, longest = LONGEST }: BusyOptions = {},
): Promise<Answers<Answer>> {
  const answers = askEach(context, async (client) => {
    const crowd = crowdBefore(client);
    const given = new AbortController();
    const turn = { goesOn, signal: given.signal };
    const answer = crowd.line.run(() => within(ask(client, AbortSignal.timeout(longest)), longest), turn);
    try {
      return await whileThere(crowd.isThere, answer, patience);
    } finally {
      given.abort();
    }
  });
  for (;;) {
    const sooner = await orLate(answers, patience);
    if (sooner) return sooner.given;
    await onLate?.();
  }
}

type Crowd = { line: CallLine; isThere: () => Promise<unknown> };
const crowds = new WeakMap<RegionClient, Crowd>();

function crowdBefore(client: RegionClient): Crowd {
  const known = crowds.get(client);
  if (known) return known;
  let look: Promise<unknown> | undefined;
  const crowd: Crowd = {
    line: new CallLine({ most: CROWD, longest: LONGEST_IN_LINE }),
    /** One for all who wait. */
    isThere() {
      look ??= client.isThere({}).finally(() => {
        look = undefined;
      });
      return look;
    },
  };
  crowds.set(client, crowd);
  return crowd;
}

async function whileThere<Answer>(
  isThere: Crowd['isThere'],
  answer: Promise<Answer>,
  patience: Duration,
): Promise<Answer> {
  for (;;) {
    const sooner = await orLate(answer, patience);
    if (sooner) return sooner.given;
    // What was asked for may come first.
    await Promise.race([answer, within(isThere(), patience)]);
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
