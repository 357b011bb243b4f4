import { EventId, WRONG_CERTIFICATES } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { freshStage, openItems } from './items.ts';
import { offerImpostor } from './offer-impostor.ts';

const now = new Date('2026-01-01T00:00:00Z');
const EVENT = `ev${'1'.repeat(18)}`;
const event = { id: EventId.parse(EVENT), n: 1 };
const context = { impostorUrls: new Map([['self-signed', 'https://127.0.0.1:7443']] as const) };
const four = { impostorUrls: new Map(WRONG_CERTIFICATES.map((wrong, n) => [wrong, `https://127.0.0.1:744${n}`])) };

const testOf = (item: 'wrong-certificate' | 'uplink-lost' = 'wrong-certificate') => ({
  item,
  now,
  items: openItems([item], { hasImpostor: true, isLineEncrypted: true, sleepy: false, now }),
  stage: freshStage(item),
});
const target = (n: number, state: 'waiting' | 'stored' = 'waiting') => ({
  ...{ n, state, method: 'PUT' as const, headers: { 'content-md5': 'x' } },
  url: `http://127.0.0.1:7080/cn/objects/conformance/${EVENT}/00000${n}?signature=s`,
  expiresAt: '2026-01-01T00:01:00.000Z',
});
const seen = ({ items, item }: ReturnType<typeof testOf>) =>
  items.find(({ name }) => name === item)?.observations.map(({ code }) => code);

test('the first segment gets the impostor for a short time, with all else as it was; every other one its own target', () => {
  const test = testOf();
  expect(offerImpostor(context, test, event, target(1))).toEqual({
    ...target(1),
    url: `https://127.0.0.1:7443/conformance/${EVENT}/000001?signature=s`,
    expiresAt: '2026-01-01T00:00:08.000Z',
  });
  expect(offerImpostor(context, test, event, target(2))).toEqual(target(2));
});

test('an answer that may have been lost is given again, until somebody came, and not for ever', () => {
  const met = testOf();
  for (let n = 0; n < 2; n++) expect(offerImpostor(context, met, event, target(0)).url).toContain(':7443');
  met.stage.impostorMet = true;
  expect(offerImpostor(context, met, event, target(0))).toEqual(target(0));
  expect(seen(met)).toEqual(['certificate.offered', 'certificate.offered', 'certificate.refused']);
  expect(met.stage.disturbance).toBe('over');

  const unmet = testOf();
  const urls = Array.from({ length: 5 }, () => offerImpostor(context, unmet, event, target(0)).url);
  expect(urls.map((url) => url.includes(':7443'))).toEqual([true, true, true, false, false]);
  expect(seen(unmet)).not.toContain('certificate.refused');
});

test('each wrong certificate is offered when the one before it was met and refused, the first that is not met is the last', () => {
  const test = testOf();
  const ports: string[] = [];
  for (let n = 0; n < 4; n++) {
    ports.push(new URL(offerImpostor(four, test, event, target(0)).url).port);
    test.stage.impostorMet = true;
  }
  expect(ports).toEqual(['7440', '7441', '7442', '7443']);
  expect(offerImpostor(four, test, event, target(0))).toEqual(target(0));
  const refused = test.items
    .find(({ name }) => name === test.item)
    ?.observations.filter(({ code }) => code === 'certificate.refused');
  expect(refused?.map(({ params }) => params.wrong)).toEqual(WRONG_CERTIFICATES);

  const blocked = testOf();
  offerImpostor(four, blocked, event, target(0));
  blocked.stage.impostorMet = true;
  const later = Array.from({ length: 4 }, () => new URL(offerImpostor(four, blocked, event, target(0)).url).port);
  expect(later).toEqual(['7441', '7441', '7441', '7080']);
});

test('a camera that sent its request there is not said to have refused', () => {
  const test = testOf();
  offerImpostor(context, test, event, target(0));
  Object.assign(test.stage, { impostorMet: true, impostorTrusted: true });
  expect(offerImpostor(context, test, event, target(0))).toEqual(target(0));
  expect(seen(test)).toEqual(['certificate.offered']);
});

test.each([
  ['in another item', testOf('uplink-lost'), event, target(0), context],
  [
    'for an event that nobody asked for',
    testOf(),
    { id: EventId.parse(`ev${'0'.repeat(18)}`), n: 0 },
    target(0),
    context,
  ],
  ['for what is there already', testOf(), event, target(0, 'stored'), context],
  ['where cameras cannot reach one', testOf(), event, target(0), { impostorUrls: new Map() }],
])('no impostor %s', (_where, test, of, own, where) => {
  expect(offerImpostor(where, test, of, own)).toEqual(own);
  expect(test.stage.impostor).toBeNull();
});
