import { type Client, type Duration, type Region, type regionCalls, seconds } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';

export type RegionClient = Client<typeof regionCalls>;

/** Someone waits at a page for what all regions say together. */
const PATIENCE = seconds(4);

/** Asks all regions at once. One that does not answer in time is named, never left out. */
export async function askRegions<Answer>(
  { regions, log }: Pick<ControlContext, 'regions' | 'log'>,
  ask: (client: RegionClient, region: Region) => Promise<Answer>,
  patience: Duration = PATIENCE,
): Promise<{ given: { region: Region; answer: Answer }[]; silent: Region[] }> {
  const given: { region: Region; answer: Answer }[] = [];
  const silent: Region[] = [];
  await Promise.all(
    [...regions].map(async ([region, client]) => {
      try {
        given.push({ region, answer: await within(ask(client, region), patience) });
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
