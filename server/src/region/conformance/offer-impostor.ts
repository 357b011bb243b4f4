import type { device, Reply } from '@kaitong/contract';
import { conformancePlans } from '@kaitong/core';
import type { RegionContext } from '../context.ts';
import type { LockedConformance } from './lock-conformance.ts';
import type { ConformanceEvent } from './lock-event.ts';
import { conformanceKey } from './object-keys.ts';
import { observe } from './observe.ts';

type Target = Reply<typeof device.declareObject>;

/** A camera whose answer was lost has not seen the certificate yet; one that never gets there is not kept from going on. */
const MOST_OFFERS = 3;

/**
 * Gives the server with the wrong certificate as the target of the item's first segment, until the camera has met it; what
 * is declared once more after that gets its own target.
 */
export function offerImpostor(
  { impostorUrl }: Pick<RegionContext, 'impostorUrl'>,
  test: Pick<LockedConformance, 'stage' | 'items' | 'item' | 'now'>,
  event: Pick<ConformanceEvent, 'id' | 'n'>,
  target: Target,
): Target {
  const { stage, item, now } = test;
  const disturbance = item === null ? undefined : conformancePlans[item].disturbance;
  if (disturbance?.kind !== 'impostor' || impostorUrl === undefined) return target;
  if (event.n === 0 || target.state !== 'waiting' || stage.disturbance === 'over') return target;
  const place = { event: event.n, object: target.n };
  stage.impostor ??= { eventId: event.id, n: target.n, offers: 0 };
  stage.disturbance = 'on';
  const { impostor } = stage;
  if (impostor.eventId !== event.id || impostor.n !== target.n) return target;
  if (stage.impostorMet || impostor.offers === MOST_OFFERS) {
    stage.disturbance = 'over';
    if (stage.impostorMet && !stage.impostorTrusted) observe(test, 'certificate.refused', place);
    return target;
  }
  impostor.offers += 1;
  observe(test, 'certificate.offered', place);
  const url = `${impostorUrl}/${conformanceKey(event.id, target.n)}${new URL(target.url).search}`;
  const expiresAt = new Date(now.getTime() + disturbance.lasts);
  return { ...target, url, expiresAt: expiresAt.toISOString() };
}
