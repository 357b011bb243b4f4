import { type Duration, ProblemError, type Refusal, type Region, refusal } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';
import { type RegionClient, within } from './ask-regions.ts';

/** Asks one region. `region_silent` where it does not answer: what was asked may have been done, so it must bear repeating. */
export async function askRegion<Answer>(
  { regions, log }: Pick<ControlContext, 'regions' | 'log'>,
  region: Region,
  ask: (client: RegionClient) => Promise<Answer>,
  patience?: Duration,
): Promise<Answer | Refusal> {
  const client = regions.get(region);
  if (!client) return refusal('region_silent', { region });
  try {
    return await (patience === undefined ? ask(client) : within(ask(client), patience));
  } catch (err) {
    log.warn({ err, region }, 'region.silent');
    return refusal('region_silent', { region });
  }
}

/** What a region refused, as a value; that it did not answer is thrown on. */
export function refusalOf(error: unknown): Refusal {
  if (!(error instanceof ProblemError)) throw error;
  return refusal(error.problem.code, error.problem.params);
}
