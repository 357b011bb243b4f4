import { type Refusal, type Region, refusal } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';
import type { RegionClient } from './ask-regions.ts';

/** Asks one region. `region_silent` where it does not answer: what was asked may have been done, so it must bear repeating. */
export async function askRegion<Answer>(
  { regions, log }: Pick<ControlContext, 'regions' | 'log'>,
  region: Region,
  ask: (client: RegionClient) => Promise<Answer>,
): Promise<Answer | Refusal> {
  const client = regions.get(region);
  if (!client) return refusal('region_silent', { region });
  try {
    return await ask(client);
  } catch (err) {
    log.warn({ err, region }, 'region.silent');
    return refusal('region_silent', { region });
  }
}
