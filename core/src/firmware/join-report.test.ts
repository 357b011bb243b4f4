import { UpdateReport } from '@kaitong/contract';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinReport, type UpdateStanding } from './join-report.ts';

const report = fc.record({
  attempt: fc.integer({ min: 1, max: 4 }),
  report: fc.constantFrom(...UpdateReport.options),
});
const join = (said: readonly UpdateStanding[]): UpdateStanding | undefined =>
  said.reduce<UpdateStanding | undefined>((known, one) => joinReport(known, one), undefined);

test('reports that come twice, late or in another order lead to the same', () => {
  fc.assert(
    fc.property(
      fc
        .array(report, { minLength: 1, maxLength: 12 })
        .chain((said) =>
          fc.tuple(fc.constant(said), fc.shuffledSubarray([...said, ...said], { minLength: said.length * 2 })),
        ),
      ([said, heard]) => {
        expect(join(heard)).toEqual(join(said));
      },
    ),
  );
});

test('the last of what happened in a camera’s latest try is what is known', () => {
  const first = [
    { attempt: 1, report: 'downloading' },
    { attempt: 1, report: 'failed' },
  ] as const;
  const second = [
    { attempt: 2, report: 'downloading' },
    { attempt: 2, report: 'installed' },
    { attempt: 2, report: 'rolled_back' },
  ] as const;
  expect(join(first)).toEqual(first[1]);
  expect(join([...first, second[0]])).toEqual(second[0]);
  expect(join([...first, ...second])).toEqual(second[2]);
});
