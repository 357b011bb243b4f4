import { findInForce, type Recording, type Subscription, type Time } from '@kaitong/core';

/** What a subscription lets a camera record, and until when without a change; `none`: nothing. */
export type Recordable = { recording: 'none'; until: null } | { recording: Recording; until: Time };

/** Periods of the same kind that follow each other are one to the camera: their days of retention are the server's. */
export function recordableAt(subscription: Subscription, at: Time): Recordable {
  const current = findInForce(subscription, at);
  if (!current) return { recording: 'none', until: null };
  let until = current.endsAt;
  for (const { startsAt, endsAt, terms } of subscription.slices)
    if (startsAt === until && terms.kind === current.terms.kind) until = endsAt;
  return { recording: current.terms.kind, until };
}

/** When what is in force changes next by itself; `undefined`: never. */
export function nextBoundary({ slices }: Subscription, after: Time): Time | undefined {
  const boundaries = slices.flatMap(({ startsAt, endsAt }) => [startsAt, endsAt]).filter((time) => time > after);
  return boundaries.length > 0 ? Math.min(...boundaries) : undefined;
}
