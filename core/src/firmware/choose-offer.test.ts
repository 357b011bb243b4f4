import { FirmwareManifest, findObjection } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { chooseOffer, type OfferableRelease, type OfferedCamera } from './choose-offer.ts';
import { isInCohort } from './cohort.ts';

const PIDS = ['a'.repeat(16), 'b'.repeat(16)] as const;
const version = fc.tuple(fc.constantFrom(1, 2), fc.integer({ min: 0, max: 12 })).map((parts) => parts.join('.'));
const pid = fc.constantFrom(...PIDS);
const release = fc
  .record({
    manifest: fc.record({
      pid,
      version,
      bytes: fc.constant(16),
      sha256: fc.constant('0'.repeat(64)),
      takesBack: fc.option(version),
    }),
    percent: fc.constantFrom(0, 5, 25, 50, 100),
  })
  .map(({ manifest, percent }) => ({ manifest: FirmwareManifest.parse(manifest), percent }));
const releases = fc
  .array(release, { maxLength: 8 })
  .map((all): OfferableRelease[] => all.map((one, i) => ({ releaseId: `fr${i}`, ...one })));
const standing = fc.record({
  attempt: fc.integer({ min: 1, max: 4 }),
  report: fc.constantFrom('downloading', 'failed', 'installed', 'rolled_back'),
});
const camera = fc.record({
  deviceId: fc.stringMatching(/^cn[a-z0-9]{18}$/),
  pid,
  firmware: version,
  tried: fc.array(standing, { maxLength: 8 }).map((all) => new Map(all.map((one, i) => [`fr${i}`, one]))),
});

test('nobody is offered an image of another product, an older one, or one that is offered to others', () => {
  fc.assert(
    fc.property(camera, releases, (asks, all) => {
      const offered = chooseOffer(asks, all);
      fc.pre(offered !== undefined);
      expect(offered.manifest.pid).toBe(asks.pid);
      expect(findObjection(asks, offered.manifest)).toBeUndefined();
      expect(isInCohort(offered.releaseId, asks.deviceId, offered.percent)).toBe(true);
      expect(asks.tried.get(offered.releaseId)?.report).not.toBe('rolled_back');
    }),
  );
});

const manifest = (v: string, takesBack: string | null = null) =>
  FirmwareManifest.parse({ pid: PIDS[0], version: v, bytes: 16, sha256: '0'.repeat(64), takesBack });
const asks = (firmware: string, tried: OfferedCamera['tried'] = new Map()): OfferedCamera => ({
  ...{ deviceId: 'cn000000000000000001', pid: PIDS[0], firmware, tried },
});
const all: OfferableRelease[] = [
  { releaseId: 'fr1', manifest: manifest('2.1'), percent: 100 },
  { releaseId: 'fr2', manifest: manifest('2.10'), percent: 100 },
  { releaseId: 'fr3', manifest: manifest('2.9'), percent: 100 },
];

test('of several the newest by number is offered, and none to who has it', () => {
  expect(chooseOffer(asks('2.0'), all)?.releaseId).toBe('fr2');
  expect(chooseOffer(asks('2.10.0'), all)).toBeUndefined();
});

test('what takes a version back is offered to those who run it, before any update', () => {
  const back = { releaseId: 'fr4', manifest: manifest('2.0', '2.9'), percent: 100 };
  expect(chooseOffer(asks('2.9'), [...all, back])?.releaseId).toBe('fr4');
  expect(chooseOffer(asks('2.1'), [...all, back])?.releaseId).toBe('fr2');
});

test('what a release takes back is not put on a camera again while both are offered', () => {
  const back = { releaseId: 'fr4', manifest: manifest('2.9.1', '2.10'), percent: 5 };
  expect(chooseOffer(asks('2.9.1'), [...all, back])).toBeUndefined();
  expect(chooseOffer(asks('2.0'), [...all, back])?.releaseId).toBe('fr3');
});

test('cameras that install what they are offered come to rest', () => {
  fc.assert(
    fc.property(camera, releases, (asks, all) => {
      let { firmware } = asks;
      for (let n = 0; n <= all.length; n++) {
        const offered = chooseOffer({ ...asks, firmware }, all);
        if (!offered) return;
        firmware = offered.manifest.version;
      }
      throw new Error('it is offered one after the other for ever');
    }),
  );
});

test('what a camera took back itself, or what failed three times, is not put on it again', () => {
  const [, newest] = all;
  const only = newest ? [newest] : [];
  const tried = (attempt: number, report: 'failed' | 'rolled_back') =>
    asks('2.0', new Map([['fr2', { attempt, report }]]));
  expect(chooseOffer(tried(1, 'rolled_back'), only)).toBeUndefined();
  expect(chooseOffer(tried(2, 'failed'), only)?.releaseId).toBe('fr2');
  expect(chooseOffer(tried(3, 'failed'), only)).toBeUndefined();
});
