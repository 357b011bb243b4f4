import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ByteBudget } from './byte-budget.ts';

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('never more is held than the budget, everything comes to its turn, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 150 }), { maxLength: 20 }), async (sizes) => {
      const budget = new ByteBudget(100);
      const started: number[] = [];
      let held = 0;
      await Promise.all(
        sizes.map((bytes, i) =>
          budget
            .holding(bytes, async () => {
              started.push(i);
              held += Math.min(bytes, 100);
              expect(held).toBeLessThanOrEqual(100);
              await settle();
              held -= Math.min(bytes, 100);
              if (i % 3 === 0) throw new Error('the work itself failed');
            })
            .catch((error: Error) => expect(error.message).toBe('the work itself failed')),
        ),
      );
      expect(started).toEqual(sizes.map((_, i) => i));
      expect(held).toBe(0);
    }),
    { numRuns: 100 },
  );
});
