import { Opener, type Refusal, refusal } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';

type Asking = Pick<RegionContext, 'control' | 'region' | 'log'>;

/**
 * Control knows who is signed in at the console, and is asked at every request: what somebody signs out of shows nothing
 * more. Where control does not answer, nothing is shown: who could have opened it could not ask for it either.
 */
export async function refuseOpener({ control, region, log }: Asking, opener: Opener): Promise<Refusal | undefined> {
  try {
    const { inForce } = await control.findOpener({ params: { opener } });
    return inForce ? undefined : refusal('playback_ended');
  } catch (err) {
    log.warn({ err, region }, 'opener.unknown');
    return refusal('control_unreachable');
  }
}

/** As it stands in an object's address, where a playback's id stands else. */
export const readOpener = (session: string): Opener | undefined => Opener.safeParse(session).data;
