import { type device, type Reply, WRONG_CERTIFICATES, type WrongCertificate } from '@kaitong/contract';
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
 * Gives servers with wrong certificates as the target of the item's first segment, the next when the camera has met one;
 * what is declared once more after the last gets its own target.
 */
export function offerImpostor(
  { impostorUrls }: Pick<RegionContext, 'impostorUrls'>,
  test: Pick<LockedConformance, 'stage' | 'items' | 'item' | 'now'>,
  event: Pick<ConformanceEvent, 'id' | 'n'>,
  target: Target,
): Target {
  const { stage, item, now } = test;
  const disturbance = item === null ? undefined : conformancePlans[item].disturbance;
  const [first] = WRONG_CERTIFICATES.filter((wrong) => impostorUrls.has(wrong));
  if (disturbance?.kind !== 'impostor' || first === undefined) return target;
  if (event.n === 0 || target.state !== 'waiting' || stage.disturbance === 'over') return target;
  const place = { event: event.n, object: target.n };
  stage.impostor ??= { eventId: event.id, n: target.n, offers: 0, wrong: first };
  stage.disturbance = 'on';
  const { impostor } = stage;
  if (impostor.eventId !== event.id || impostor.n !== target.n) return target;
  const { wrong = first } = impostor;
  if (stage.impostorMet && !stage.impostorTrusted) observe(test, 'certificate.refused', { ...place, wrong });
  const next = stage.impostorMet && !stage.impostorTrusted ? after(wrong, impostorUrls) : undefined;
  if (next !== undefined) {
    Object.assign(stage, { impostorMet: false, impostorEverMet: true });
    Object.assign(impostor, { wrong: next, offers: 0 });
  } else if (stage.impostorMet || impostor.offers === MOST_OFFERS) {
    stage.disturbance = 'over';
    return target;
  }
  const offered = next ?? wrong;
  impostor.offers += 1;
  observe(test, 'certificate.offered', { ...place, wrong: offered });
  const url = `${impostorUrls.get(offered)}/${conformanceKey(event.id, target.n)}${new URL(target.url).search}`;
  const expiresAt = new Date(now.getTime() + disturbance.lasts);
  return { ...target, url, expiresAt: expiresAt.toISOString() };
}

const after = (wrong: WrongCertificate, urls: RegionContext['impostorUrls']): WrongCertificate | undefined =>
  WRONG_CERTIFICATES.slice(WRONG_CERTIFICATES.indexOf(wrong) + 1).find((one) => urls.has(one));
