import { WRONG_CERTIFICATES, type WrongCertificate } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  areOffered,
  askForBroker,
  type BrokerOffers,
  beginOffers,
  meetBroker,
  OFFERED_FOR,
  OFFERED_TOKEN_LIFE,
  trustBroker,
} from './broker-offers.ts';

const BEGAN = 1_000_000;

type Happening = { after: number } & ({ is: 'asked' } | { is: 'met' | 'trusted'; wrong: WrongCertificate });
const wrong = fc.constantFrom(...WRONG_CERTIFICATES);
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ after: fc.nat(20_000), is: fc.constant('asked' as const) }) },
  { weight: 2, arbitrary: fc.record({ after: fc.nat(20_000), is: fc.constantFrom('met', 'trusted'), wrong }) },
);
const kinds = fc.subarray([...WRONG_CERTIFICATES]);

/** What was offered at each call for a token, and what was there then; undefined: the right broker. */
function play(offered: readonly WrongCertificate[], happenings: readonly Happening[]) {
  let offers = beginOffers(BEGAN);
  let now = BEGAN;
  const answers: { now: number; named: WrongCertificate | undefined; before: BrokerOffers }[] = [];
  for (const one of happenings) {
    now += one.after;
    const before = offers;
    if (one.is === 'met') offers = meetBroker(offers, one.wrong);
    else if (one.is === 'trusted') offers = trustBroker(offers, one.wrong);
    else {
      offers = askForBroker(offers, offered, now);
      answers.push({ now, named: offers.isOver ? undefined : (offers.wrong ?? undefined), before });
    }
  }
  return { answers, offers };
}

test('whatever a device does, no token that comes with a wrong broker lives for longer than 90 s after the line was closed', () => {
  fc.assert(
    fc.property(kinds, fc.array(happening), (offered, happenings) => {
      for (const { now, named } of play(offered, happenings).answers)
        if (named !== undefined) expect(now + OFFERED_TOKEN_LIFE).toBeLessThan(BEGAN + 90_000);
    }),
  );
});

test('each is offered after the one before it was met, in their order, and none after the right broker', () => {
  fc.assert(
    fc.property(kinds, fc.array(happening), (offered, happenings) => {
      const { answers, offers } = play(offered, happenings);
      const named = answers.map((answer) => answer.named);
      const right = named.indexOf(undefined);
      if (right >= 0) expect(named.slice(right).every((one) => one === undefined)).toBe(true);
      const distinct = [...new Set(named)].filter((one) => one !== undefined);
      expect(distinct).toEqual(offered.slice(0, distinct.length));
      for (const one of distinct.slice(0, -1)) expect(offers.met).toContain(one);
    }),
  );
});

test('a device that was found to trust one is offered no other', () => {
  fc.assert(
    fc.property(kinds, fc.array(happening), (offered, happenings) => {
      for (const { named, before } of play(offered, happenings).answers)
        if (before.trusted !== null) expect(named).toBeUndefined();
    }),
  );
});

test('one that is not met in time is the last: a camera that may not go there does not wait', () => {
  const first = askForBroker(beginOffers(BEGAN), WRONG_CERTIFICATES, BEGAN);
  expect(askForBroker(first, WRONG_CERTIFICATES, BEGAN + 14_999)).toMatchObject({
    wrong: 'self-signed',
    isOver: false,
  });
  expect(askForBroker(first, WRONG_CERTIFICATES, BEGAN + 15_000)).toMatchObject({ met: [], isOver: true });
});

test('older tokens are taken again when it is over, and after its time', () => {
  const begun = beginOffers(BEGAN);
  expect([areOffered(begun, BEGAN), areOffered(begun, BEGAN + OFFERED_FOR)]).toEqual([true, false]);
  expect(areOffered({ ...begun, isOver: true }, BEGAN)).toBe(false);
});

test('nobody is said to trust before anything was offered', () => {
  expect(trustBroker(beginOffers(BEGAN), 'expired').trusted).toBeNull();
});
